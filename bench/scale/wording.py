"""What petitions are about: a topic as often as in a province's yearly figures, in sentences of their real length."""

from __future__ import annotations

import random

# How many of a hundred, the words of the dispute, what is asked for.
TOPICS = [
    (18, "拖欠工程款农民工工资", "要求劳动监察部门督促施工单位支付拖欠的工资"),
    (14, "房屋拆迁补偿安置", "要求按照补偿协议支付拆迁补偿款并落实安置房"),
    (11, "土地征收补偿标准", "要求公开土地征收批复文件并重新核定补偿标准"),
    (8, "小区物业管理收费", "要求核查物业公司收费标准并退还多收费用"),
    (7, "噪声扰民和油烟污染", "要求环保部门依法查处并督促整改"),
    (6, "不动产登记办证难", "要求住建部门协调开发商为业主办理不动产权证"),
    (6, "宅基地边界争议", "要求乡镇政府实地丈量并确认宅基地四至"),
    (5, "养老保险补缴", "要求人社部门核实工龄并准许补缴养老保险"),
    (5, "农村道路硬化", "要求交通部门将本村道路列入硬化计划"),
    (4, "停工楼盘延期交房", "要求有关部门督促开发企业复工并明确交房时间"),
    (3, "医疗费用报销", "要求医保部门复核异地就医报销比例"),
    (3, "学区划分调整", "要求教育部门说明学区划分依据"),
    (2, "河道采砂影响农田", "要求水利部门制止违规采砂并赔偿农田损失"),
    (2, "林权证登记错误", "要求林业部门更正林权登记"),
    (2, "退役士兵安置待遇", "要求退役军人事务部门落实安置待遇"),
    (1, "食品小作坊许可", "要求市场监管部门说明不予许可的理由"),
    (1, "水库移民后期扶持", "要求移民管理机构补登后期扶持人口"),
    (1, "电信资费争议", "要求有关部门协调运营商退还费用"),
]
WEIGHTS = [weight for weight, _topic, _claim in TOPICS]
PLACES = "青红白黄大小上下东西南北石柳松桥龙凤泉沙竹梅杨李新老"
KINDS = [
    "河村",
    "岭村",
    "坪村",
    "湾村",
    "沟村",
    "坝村",
    "庙村",
    "塘村",
    "花园小区",
    "家园小区",
    "路社区",
    "街社区",
    "镇政府",
    "工业园",
]
HOW = ["反映", "请求处理", "投诉", "要求解决", "请求协调", "咨询并反映"]
SURNAMES = (
    "王李张刘陈杨黄赵周吴徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁任卢姚沈钟姜崔谭陆范汪"
    "廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"
)
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂英华建国志文斌玉春红梅海龙云飞凤琴秀珍"


def name(rand: random.Random) -> str:
    """A name put together by lot, of two or three characters."""
    return rand.choice(SURNAMES) + rand.choice(GIVEN) + (rand.choice(GIVEN) if rand.random() < 0.75 else "")


def place(rand: random.Random) -> str:
    return rand.choice(PLACES) + rand.choice(PLACES) + rand.choice(KINDS)


def letter(rand: random.Random) -> tuple[str, str, str]:
    """Subject, account and claim of one petition."""
    _weight, topic, claim = rand.choices(TOPICS, WEIGHTS)[0]
    where, year = place(rand), rand.randint(2010, 2025)
    subject = f"{where}{rand.choice(HOW)}{year}年{topic}问题"
    if rand.random() < 0.5:
        subject += f"，涉及{rand.randint(2, 90)}户，此前多次向当地反映未得到书面答复"
    account = (
        f"本人系{where}居民。{year}年起因{topic}与有关单位发生争议，{place(rand)}相关负责人口头答应"
        f"于{rand.randint(1, 12)}月底前解决，至今没有结果。{name(rand)}可以证明。现{claim}，并书面答复办理情况。"
    )
    return subject, account, claim
