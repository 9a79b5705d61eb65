"""Who is in the first scenario, and what its papers are served with."""

from __future__ import annotations

SUBJECT = "青椒保底收购价未兑现"
REPRESENTATIVES = ["张大山", "李秀英", "王铁柱", "赵春梅"]
OF_ZHANG = [
    "李建国",
    "王桂芳",
    "刘长福",
    "陈二毛",
    "杨玉兰",
    "黄德才",
    "周小芹",
    "吴来顺",
    "徐金凤",
    "孙大力",
    "胡春生",
    "朱月英",
]
OF_LI = ["高老五", "林海棠", "何满仓", "郭秀珍", "马得水", "罗立春", "梁巧云", "宋长根", "郑喜梅", "谢天宝"]
OF_ZHAO = ["韩冬梅", "唐有田", "冯三喜", "于秋菊", "董大壮", "萧雨生", "程桂香", "曹有福", "袁小满", "邓玉莲", "许丰年"]
BUREAU, COMPANY = "青河县农业农村局", "青河县绿源蔬菜有限公司"
EVERYBODY = [*REPRESENTATIVES, BUREAU, COMPANY]
# Whom the bureau calls to its hearing: it does not write to itself.
CALLED = [*REPRESENTATIVES, COMPANY]
IN_PERSON = {"mode": "直接送达", "more": {"place": "柳树乡一村村委会"}}
BY_BUREAU = {"handler": "zhao.lei", "head": "sun.wei", "registrar": "zhou.yan"}
BY_COUNTY = {"handler": "jiang.tao", "head": "shen.yu", "registrar": "han.bing"}
