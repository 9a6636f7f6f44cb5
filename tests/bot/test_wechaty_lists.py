"""A structured 接龙 on the wechaty wire: the words from its title, the owners from the XML beside it."""

from types import SimpleNamespace

from bot.adapters.wechaty_events import kind_of, owners_of, text_of

LIST = "#接龙\n剪纸活动报名\n\n1. 王芳 2人\n2. 李静"
ITEMS = (
    "<solitaire><list><item><content>王芳 2人</content><username>wxid_a1</username><time>1621472400</time></item>"
    "<item><content>李静</content><username><![CDATA[wxid_b2]]></username></item></list></solitaire>"
)


def payload(text: str, number: int = 53) -> SimpleNamespace:
    return SimpleNamespace(type=number, text=text, filename="")


def test_the_owners_stand_in_the_order_of_the_lines() -> None:
    xml = f"<msg><fromusername>wxid_zz</fromusername><appmsg><title><![CDATA[{LIST}]]></title><type>53</type>{ITEMS}</appmsg></msg>"
    kind = kind_of(payload(xml))
    assert kind == "jielong"
    assert text_of(payload(xml), kind) == LIST
    assert owners_of(payload(xml), kind) == ("wxid_a1", "wxid_b2")


def test_an_inner_xml_that_is_escaped_is_read_too() -> None:
    inner = ITEMS.replace("<![CDATA[", "").replace("]]>", "").replace("<", "&lt;").replace(">", "&gt;")
    xml = f"<msg><appmsg><title>{LIST}</title><type>53</type><extinfo><solitaire_info>{inner}</solitaire_info></extinfo></appmsg></msg>"
    assert owners_of(payload(xml, 10), "jielong") == ("wxid_a1", "wxid_b2")


def test_plain_text_names_no_owners() -> None:
    assert owners_of(payload(LIST, 10), "jielong") == ()
    assert owners_of(payload(f"<msg>{ITEMS}</msg>", 7), "text") == ()
