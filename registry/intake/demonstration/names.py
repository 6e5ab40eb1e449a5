"""Names of invented persons (人名): drawn by sex, age and ethnicity so that a list looks like one from life."""

from __future__ import annotations

from random import Random

# The commonest surnames, some of them several times, and a few that a list has to get right.
SURNAMES = (
    "王王王王李李李李张张张张刘刘刘陈陈陈杨杨赵赵黄黄周周吴吴徐徐孙孙胡胡朱朱高高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈"
    "曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺"
    "赖龚文单仇解查区翟覃华宁车盖缪"
)
COMPOUND = ("欧阳", "上官", "司马", "诸葛", "尉迟", "令狐")
MEN_BEFORE_1965 = "国华建军德福贵山海林生根发财金宝玉明忠孝义信廷守田秉文武元清保长春喜庆有才"
MEN_SINCE = "伟强磊军洋勇杰涛斌超鹏辉波刚浩宇博轩铭然晨子凯旭帆志远海龙一鸣嘉俊哲思源"
WOMEN_BEFORE_1965 = "秀兰英珍桂芳玉淑凤莲梅菊香琴素云翠花爱贞巧月仙桃荣惠"
WOMEN_SINCE = "静丽娟艳敏霞婷雪莉洁颖倩佳怡欣梦雨涵思琪诗晓燕萍红玲琳璐瑶馨宁"
RARE = "䶮䶮䶮㼆㼆㼆堃喆犇頔翀璟昇"
UYGHUR_MEN = ("买买提", "艾合买提", "阿卜杜拉", "吐尔逊", "玉素甫", "卡德尔", "努尔买买提", "依明")
UYGHUR_WOMEN = ("阿依古丽", "古丽娜尔", "热依汗", "帕提古丽", "阿依努尔", "迪丽拜尔", "茹仙古丽")
TIBETAN = ("扎西", "次仁", "卓玛", "央金", "多吉", "白玛", "达瓦", "拉姆", "索朗", "旦增")
KAZAKH = ("叶尔江", "巴合提", "阿依波力", "古丽扎", "努尔兰", "哈力木别克", "沙吾列")


def name_of(draw: Random, *, woman: bool, born: int, ethnicity: str) -> str:
    """A name for a person of that sex, year of birth and ethnicity."""
    if ethnicity == "维吾尔族":
        own, father = draw.choice(UYGHUR_WOMEN) if woman else "", draw.sample(UYGHUR_MEN, 2)
        return f"{own or father[1]}·{father[0]}"
    if ethnicity == "哈萨克族":
        first, second = draw.sample(KAZAKH, 2)
        return f"{first}·{second}"
    if ethnicity == "藏族":
        return "".join(draw.sample(TIBETAN, 2))
    surname = draw.choice(COMPOUND) if draw.random() < 0.006 else draw.choice(SURNAMES)
    return surname + _given(draw, woman, born)


def _given(draw: Random, woman: bool, born: int) -> str:
    usual = (
        (WOMEN_BEFORE_1965 if born < 1965 else WOMEN_SINCE) if woman else MEN_BEFORE_1965 if born < 1965 else MEN_SINCE
    )
    given = draw.choice(usual) if draw.random() < 0.22 else "".join(draw.sample(usual, 2))
    # About one person in a hundred and twenty has a character that old systems cannot show.
    return given[:-1] + draw.choice(RARE) if draw.random() < 0.008 else given
