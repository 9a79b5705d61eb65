"""What an office's site does not start without."""

from django.core.exceptions import ImproperlyConfigured

from mediation.settings.base import env

REQUIRED = {
    "SECRET_KEY": "登录、表单和密文的密钥",
    "LEDGER_KEY": "办理记录中涉密内容的摘要密钥，设定后不更换",
    "NOTEBOOK_KEYS": "调解笔记的密钥，不得与数据库放在一起，丢失后笔记无法恢复",
    "SITE_URL": "本站对外的网址，印在每一份文书上",
}


def required(name: str) -> str:
    """What the environment says; ImproperlyConfigured with all that is missing, so that it is filled in at one time."""
    if missing := [one for one in REQUIRED if not env(one, default="").strip()]:
        told = "；".join(f"{one}（{REQUIRED[one]}）" for one in missing)
        raise ImproperlyConfigured(f"环境里缺少：{told}。 / The environment lacks: {', '.join(missing)}.")
    return str(env(name))
