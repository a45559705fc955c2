"""What the demo's shop sells, what breaks, and how its customers in three markets say so.

All companies, brands and people are invented.
"""

from __future__ import annotations

from dataclasses import dataclass

REGIONS = ("TW", "KR", "US")


@dataclass(frozen=True)
class Kind:
    """A kind of product: `code` begins its product ids; `specs` are its five variants."""

    code: str
    brand: str
    en: str
    zh: str
    ko: str
    category: str
    vendor: str
    price: int  # TWD of the third variant
    season: str  # flat, summer or winter
    specs: tuple[str, str, str, str, str]
    defects: tuple[str, ...]


@dataclass(frozen=True)
class Defect:
    """A defect code, its family, and a customer's words for it in English, Chinese, Korean."""

    code: str
    family: str
    en: str
    zh: str
    ko: str


DEFECTS = {
    d.code: d
    for d in (
        Defect("NO-POWER", "electrical", "does not turn on any more", "完全無法開機", "전원이 켜지지 않아요"),
        Defect("TRIP", "electrical", "trips the fuse when plugged in", "一插電就跳電", "꽂으면 차단기가 내려가요"),
        Defect("OVERHEAT", "thermal", "gets too hot and smells burnt", "過熱且有燒焦味", "과열되고 탄 냄새가 나요"),
        Defect("NO-HEAT", "thermal", "does not heat up", "不會加熱", "가열이 안 됩니다"),
        Defect("LEAK", "sealing", "leaks at the bottom seam", "底部接縫漏水", "바닥 이음새에서 물이 새요"),
        Defect("LID", "sealing", "lid does not close any more", "蓋子關不緊", "뚜껑이 닫히지 않아요"),
        Defect("CRACK", "structure", "arrived with a crack in the body", "外殼有裂痕", "본체에 금이 가 있어요"),
        Defect("SEAM", "structure", "seam tears after two uses", "用兩次縫線就裂開", "두 번 쓰고 봉제선이 터졌어요"),
        Defect("WHEEL", "structure", "wheel comes off", "輪子鬆脫", "바퀴가 빠져요"),
        Defect("NOISE", "motion", "rattles loudly", "運轉時異音很大", "소음이 너무 심해요"),
        Defect("COATING", "surface", "coating peels off", "塗層剝落", "코팅이 벗겨져요"),
        Defect("ODOR", "surface", "strong plastic smell that stays", "有很重的塑膠味", "플라스틱 냄새가 심해요"),
        Defect("CHARGE", "battery", "does not charge beyond 20 %", "充電超過 20% 就停", "20% 이상 충전되지 않아요"),
        Defect("SWELL", "battery", "battery is swollen", "電池膨脹", "배터리가 부풀었어요"),
        Defect("SENSOR", "electronics", "sensor shows wrong values", "感測數值不正確", "센서 값이 틀려요"),
        Defect("PAIRING", "electronics", "loses the connection", "一直斷線", "연결이 자꾸 끊겨요"),
        Defect("PARTS", "packing", "parts are missing in the box", "缺少配件", "부품이 빠져 있어요"),
    )
}  # fmt: skip

KINDS = (
    Kind("KT", "Minto", "Electric Kettle", "電熱水壺", "전기포트", "Kitchen", "V03", 890, "flat", ("0.8 L", "1.2 L", "1.5 L", "1.7 L", "1.7 L Temp"), ("LEAK", "NO-HEAT", "LID", "ODOR", "TRIP")),
    Kind("RC", "Minto", "Rice Cooker", "電子鍋", "전기밥솥", "Kitchen", "V01", 2490, "flat", ("3 cups", "4 cups", "6 cups", "10 cups", "6 cups IH"), ("NO-POWER", "COATING", "LID", "SENSOR")),
    Kind("AF", "Minto", "Air Fryer", "氣炸鍋", "에어프라이어", "Kitchen", "V02", 2290, "flat", ("2.5 L", "3.8 L", "5 L", "7 L", "5 L Window"), ("COATING", "OVERHEAT", "NOISE", "ODOR")),
    Kind("BL", "Minto", "Blender", "果汁機", "믹서기", "Kitchen", "V02", 1490, "summer", ("0.6 L", "1 L", "1.5 L", "2 L", "1.5 L Glass"), ("NOISE", "LEAK", "NO-POWER", "CRACK")),
    Kind("TO", "Minto", "Toaster Oven", "小烤箱", "미니오븐", "Kitchen", "V01", 1690, "flat", ("9 L", "12 L", "18 L", "25 L", "30 L"), ("NO-HEAT", "OVERHEAT", "CRACK")),
    Kind("CM", "Minto", "Coffee Maker", "咖啡機", "커피메이커", "Kitchen", "V04", 3290, "flat", ("Drip 5", "Drip 10", "Espresso S", "Espresso M", "Capsule"), ("LEAK", "NO-HEAT", "NOISE", "SENSOR")),
    Kind("VB", "Minto", "Vacuum Bottle", "保溫瓶", "보온병", "Kitchen", "V05", 690, "winter", ("350 ml", "500 ml", "750 ml", "1 L", "750 ml Sport"), ("LEAK", "COATING", "ODOR", "LID")),
    Kind("HP", "Minto", "Hot Pot Cooker", "電火鍋", "전기냄비", "Kitchen", "V03", 1590, "winter", ("2 L", "3 L", "4 L", "5 L", "4 L Twin"), ("NO-HEAT", "COATING", "TRIP")),
    Kind("FN", "Soyu", "Standing Fan", "立扇", "선풍기", "Home", "V06", 1590, "summer", ('10"', '12"', '14"', '16"', '14" DC'), ("NOISE", "NO-POWER", "CRACK", "PARTS")),
    Kind("HT", "Soyu", "Ceramic Heater", "陶瓷電暖器", "세라믹히터", "Home", "V06", 1990, "winter", ("800 W", "1200 W", "1500 W", "2000 W", "1500 W Tower"), ("OVERHEAT", "NO-HEAT", "TRIP", "ODOR")),
    Kind("DH", "Soyu", "Dehumidifier", "除濕機", "제습기", "Home", "V07", 6990, "summer", ("6 L", "8 L", "12 L", "16 L", "20 L"), ("LEAK", "SENSOR", "NOISE", "NO-POWER")),
    Kind("HM", "Soyu", "Humidifier", "加濕器", "가습기", "Home", "V07", 1290, "winter", ("2 L", "3 L", "4 L", "5 L", "4 L UV"), ("LEAK", "NO-POWER", "NOISE")),
    Kind("VC", "Soyu", "Cordless Vacuum", "無線吸塵器", "무선청소기", "Home", "V08", 5990, "flat", ("S1", "S2", "S3", "S5", "S3 Pet"), ("CHARGE", "NOISE", "SWELL", "PARTS")),
    Kind("AP", "Soyu", "Air Purifier", "空氣清淨機", "공기청정기", "Home", "V07", 4990, "flat", ("20 m2", "30 m2", "45 m2", "60 m2", "30 m2 Mini"), ("SENSOR", "NOISE", "ODOR")),
    Kind("LP", "Soyu", "Desk Lamp", "護眼檯燈", "LED 스탠드", "Home", "V09", 1290, "flat", ("8 W", "10 W", "12 W", "15 W", "12 W Clamp"), ("NO-POWER", "CRACK", "PARTS")),
    Kind("PT", "Pomi", "Kids' Play Tent", "兒童遊戲帳篷", "키즈텐트", "Kids", "V10", 1190, "summer", ("Castle", "Forest", "Rocket", "Ocean", "Tunnel Set"), ("SEAM", "PARTS", "ODOR")),
    Kind("BK", "Pomi", "Balance Bike", "兒童滑步車", "밸런스바이크", "Kids", "V10", 1890, "flat", ('10"', '12"', '12" Air', '14"', '12" Light'), ("WHEEL", "PARTS", "CRACK")),
    Kind("BB", "Pomi", "Building Blocks", "積木組", "블록세트", "Kids", "V11", 790, "flat", ("60 pcs", "120 pcs", "200 pcs", "300 pcs", "Train 150"), ("PARTS", "ODOR", "CRACK")),
    Kind("ST", "Pomi", "Stroller", "嬰兒推車", "유모차", "Kids", "V10", 5490, "flat", ("Lite", "City", "Trail", "Twin", "Cabin"), ("WHEEL", "SEAM", "PARTS", "CRACK")),
    Kind("BM", "Pomi", "Baby Monitor", "嬰兒監視器", "베이비모니터", "Kids", "V12", 2690, "flat", ("Audio", "HD", "FHD", "Pan", "Twin"), ("PAIRING", "NO-POWER", "SENSOR", "CHARGE")),
    Kind("CT", "Yamari", "Camping Tent", "露營帳篷", "캠핑텐트", "Outdoor", "V11", 3990, "summer", ("2P", "3P", "4P", "6P", "4P Dome"), ("SEAM", "PARTS", "LEAK")),
    Kind("CL", "Yamari", "Camping Lantern", "露營燈", "캠핑랜턴", "Outdoor", "V09", 790, "flat", ("200 lm", "300 lm", "500 lm", "800 lm", "Retro"), ("NO-POWER", "CHARGE", "CRACK")),
    Kind("CB", "Yamari", "Cooler Box", "保冰桶", "아이스박스", "Outdoor", "V05", 1490, "summer", ("8 L", "15 L", "25 L", "45 L", "25 L Wheel"), ("LID", "LEAK", "WHEEL")),
    Kind("FC", "Yamari", "Folding Chair", "露營折疊椅", "캠핑의자", "Outdoor", "V11", 690, "flat", ("Low", "High", "Moon", "Double", "Kids"), ("SEAM", "CRACK", "PARTS")),
    Kind("HD", "Luvia", "Hair Dryer", "吹風機", "헤어드라이어", "Care", "V04", 1490, "flat", ("1000 W", "1200 W", "1400 W", "1600 W", "1400 W Ion"), ("OVERHEAT", "NO-POWER", "NOISE")),
    Kind("TB", "Luvia", "Electric Toothbrush", "電動牙刷", "전동칫솔", "Care", "V12", 1290, "flat", ("T1", "T2", "T3", "T5", "Kids"), ("CHARGE", "LEAK", "NOISE")),
    Kind("SH", "Luvia", "Shaver", "電動刮鬍刀", "전기면도기", "Care", "V04", 1990, "flat", ("R1", "R2", "R3", "R5", "Travel"), ("CHARGE", "NO-POWER", "NOISE")),
    Kind("PB", "Voltie", "Power Bank", "行動電源", "보조배터리", "Electronics", "V08", 890, "flat", ("5000", "7500", "10000", "20000", "10000 Wireless"), ("CHARGE", "SWELL", "OVERHEAT")),
    Kind("CH", "Voltie", "USB-C Charger", "充電器", "충전기", "Electronics", "V12", 590, "flat", ("20 W", "30 W", "45 W", "65 W", "100 W"), ("NO-POWER", "OVERHEAT", "CRACK")),
    Kind("EB", "Voltie", "Wireless Earbuds", "藍牙耳機", "블루투스이어폰", "Electronics", "V12", 1690, "flat", ("Air", "Air 2", "Pro", "Sport", "Open"), ("PAIRING", "CHARGE", "PARTS")),
)  # fmt: skip

VENDORS = {
    "V01": "永昌電器 Yung Chang Electric",
    "V02": "Brightway Appliances (Dongguan)",
    "V03": "Ningbo Hailan Houseware",
    "V04": "Hanbit Living 한빛리빙",
    "V05": "Steelcup Industrial",
    "V06": "順風工業 Shun Feng Industries",
    "V07": "Clearday Environmental",
    "V08": "Lumacell Power Technology",
    "V09": "Onggi Lighting 온기조명",
    "V10": "Little Oak Juvenile Products",
    "V11": "福田戶外 Futian Outdoor",
    "V12": "Sori Electronics 소리전자",
}

# category -> share of tickets, subcategories, subjects in TW, KR, US ({p} product, {o} order)
CATEGORIES: dict[str, tuple[float, tuple[str, ...], dict[str, tuple[str, ...]]]] = {
    "Returns and refunds": (0.34, ("change_of_mind", "wrong_item", "damaged_in_transit", "late_delivery", "not_as_described"), {
        "TW": ("想退貨：{p}", "訂單 {o} 退款什麼時候會進來？", "收到的{p}外箱破損", "寄錯商品，要退{p}"),
        "KR": ("{p} 반품하고 싶어요", "주문 {o} 환불 언제 되나요?", "{p} 배송 중 파손", "다른 상품이 왔어요 ({p})"),
        "US": ("Return request: {p}", "Where is my refund for order {o}?", "{p} arrived damaged", "Wrong item received, order {o}"),
    }),
    "Delivery": (0.28, ("where_is_my_order", "address_change", "partial_delivery"), {
        "TW": ("訂單 {o} 還沒收到", "想改{p}的收件地址", "{p}只收到一箱"),
        "KR": ("주문 {o} 배송이 안 와요", "{p} 배송지 변경 부탁드립니다", "{p} 일부만 도착했어요"),
        "US": ("Order {o} has not arrived", "Change delivery address for {p}", "Only one of two boxes came: {p}"),
    }),
    "Product question": (0.2, ("how_to_use", "accessories", "compatibility"), {
        "TW": ("請問{p}怎麼清洗？", "{p}可以買配件嗎", "{p}電壓是幾伏特？"),
        "KR": ("{p} 사용 방법 문의", "{p} 부속품 구매 가능한가요?", "{p} 전압이 몇 볼트인가요?"),
        "US": ("How do I clean the {p}?", "Spare parts for {p}", "Is the {p} dishwasher safe?"),
    }),
    "Payment": (0.1, ("invoice", "double_charge", "coupon"), {
        "TW": ("訂單 {o} 重複扣款", "發票抬頭要更改 {o}", "折價券不能用在{p}"),
        "KR": ("주문 {o} 이중 결제됐어요", "{o} 영수증 발급 요청", "{p} 쿠폰 적용이 안 돼요"),
        "US": ("Charged twice for order {o}", "Invoice for order {o}", "Coupon does not work on {p}"),
    }),
    "Account": (0.08, ("login", "membership"), {
        "TW": ("會員登入不了", "點數沒有入帳 {o}"),
        "KR": ("로그인이 안 됩니다", "적립금이 안 들어왔어요 {o}"),
        "US": ("Cannot sign in", "Points missing for order {o}"),
    }),
}  # fmt: skip
DEFECT_CATEGORY = "Product defect"
DEFECT_SUBJECT = {"TW": "{p}{d}", "KR": "{p} {d}", "US": "{p} {d}"}
SPAM_SUBJECT = {
    "TW": ("低利貸款快速核貸", "SEO 排名保證第一頁"),
    "KR": ("대출 한도 무료 조회", "홈페이지 상위 노출 보장"),
    "US": ("You have won a gift card", "Cheap followers for your shop"),
}
# Texts that a page, a sheet or a query must show as they are and never run.
HOSTILE_SUBJECTS = (
    '=HYPERLINK("http://refunds.example/claim","Click for your refund")',
    "<script>alert('refund')</script> where is my parcel",
    '"Urgent"\nplease call back,\nthe kettle leaks; thanks',
    "'; drop table tickets; --",
    "+886-2-5555-0123 請回電",
    "**not bold** [click](javascript:alert(1)) | a | b |",
)
CHANNELS = {
    "TW": (("line", 0.42), ("email", 0.2), ("web_form", 0.18), ("phone", 0.2)),
    "KR": (("kakao", 0.46), ("email", 0.16), ("web_form", 0.16), ("phone", 0.22)),
    "US": (("email", 0.44), ("chat", 0.3), ("web_form", 0.1), ("phone", 0.16)),
}
BOT_CHANNELS = frozenset({"line", "kakao", "chat"})
CAUSES = (
    ("supplier", "Gasket compound was changed without notice", "Incoming hardness test, lots before and after"),
    ("process", "Solder reflow profile was too short on line 2", "X-ray of 40 boards, profile log"),
    ("design", "Hinge boss is too thin for the closing force", "Finite element check and drop test"),
    ("supplier", "Cells came from an unapproved second source", "Cell teardown, vendor purchase records"),
    ("process", "Torque of the base screws drifted", "Torque audit of three shifts"),
    ("packing", "Inner tray let the product move in the box", "ISTA drop test with and without tray"),
    ("design", "Firmware does not recalibrate after a power loss", "Log replay on five units"),
)  # fmt: skip
ACTIONS = {
    "containment": ("Sort the stock in all three warehouses", "Block the lot and call back open parcels", "100 % outgoing check until further notice"),
    "corrective": ("Vendor goes back to the approved compound", "New reflow profile released and locked", "Thicker hinge boss from tool version C", "Second source blocked, cells requalified"),
    "preventive": ("Change notices become part of the vendor contract", "Incoming test added to the control plan", "Design checklist extended", "Layered process audit every month"),
}  # fmt: skip
