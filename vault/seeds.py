"""The kinds of paper the town hall knows."""

from .models import DocumentType
from .shelves import ORDER

LANGUAGES = ("fr", "en", "ar", "zh-hans", "wo", "bm")

# code: (has_expiry, validity in days, names in the order of LANGUAGES). How old a birth record may be depends on the
# procedure (3 months if issued in France, 6 abroad: Code civil, art. 70): the requirement says so, not the type.
TYPES = {
    "identity-card": (True, None, "Carte d’identité|Identity card|بطاقة الهوية|身份证|Kart dàntite|Dantigɛkarti"),
    "passport": (True, None, "Passeport|Passport|جواز السفر|护照|Paaspoor|Pasipɔri"),
    "residence-permit": (
        True,
        None,
        "Titre de séjour|Residence permit|تصريح الإقامة|居留证|Kayitu dëkkuwaay|Sigiyɔrɔ sɛbɛn",
    ),
    "birth-record": (False, None, "Acte de naissance|Birth record|شهادة الميلاد|出生证明|Kayitu juddu|Bange sɛbɛn"),
    "family-book": (
        False,
        None,
        "Livret de famille|Family record book|دفتر العائلة|家庭手册|Liwre njaboot|Denbaya gafe",
    ),
    "proof-of-address": (
        False,
        90,
        "Justificatif de domicile|Proof of address|إثبات السكن|住址证明|Firndeg dëkkuwaay|Sigida dalilu",
    ),
    "divorce-record": (
        False,
        None,
        "Acte ou jugement de divorce|Divorce record|وثيقة الطلاق|离婚证明|Kayitu tas|Furusa sɛbɛn",
    ),
    "death-record": (False, None, "Acte de décès|Death record|شهادة الوفاة|死亡证明|Kayitu génn àdduna|Saya sɛbɛn"),
    "notarial-certificate": (
        False,
        None,
        "Attestation du notaire|Notary’s certificate|شهادة الموثق|公证证明|Seereb notaire|Nɔtɛri sɛbɛn",
    ),
    "custom-certificate": (
        False,
        None,
        "Certificat de coutume|Certificate of custom|شهادة العرف|习惯法证明|Kayitu aada|Laada sɛbɛn",
    ),
    "celibacy-certificate": (
        False,
        None,
        "Certificat de célibat|Certificate of celibacy|شهادة العزوبة|单身证明|Kayitu céllibataar|Cɛganaya sɛbɛn",
    ),
    "witness-identity": (
        True,
        None,
        "Identité du témoin|Witness’s identity|هوية الشاهد|证人身份证件|Dàntite seede|Seere dantigɛ",
    ),
    "pacs-convention": (
        False,
        None,
        "Convention de PACS|PACS agreement|اتفاقية PACS|民事互助契约协议|Kóllëre PACS|PACS bɛnkansɛbɛn",
    ),
    "pacs-declaration": (
        False,
        None,
        "Déclaration de PACS|PACS declaration|تصريح PACS|民事互助契约声明|Yégle PACS|PACS laseli",
    ),
    "tax-notice": (
        False,
        None,
        "Avis d’impôt|Tax notice|إشعار الضريبة|纳税通知书|Kayitu lempo|Impo sɛbɛn",
    ),
    "payslip": (False, None, "Fiche de paie|Payslip|كشف الراتب|工资单|Kayitu peyoor|Sara sɛbɛn"),
    "lease": (False, None, "Bail|Lease|عقد الإيجار|租约|Kontaraa luwaas|So luwe bɛnkansɛbɛn"),
    "rent-receipt": (False, 90, "Quittance de loyer|Rent receipt|وصل الإيجار|房租收据|Resi luwaas|So sara resi"),
    "energy-bill": (
        False,
        90,
        "Facture d’électricité, de gaz ou d’eau|Electricity, gas or water bill|فاتورة كهرباء أو غاز أو ماء|"
        "电费、燃气费或水费单|Faktiru kuraŋ, gaas walla ndox|Kuran, gazi walima ji fakitiri",
    ),
    "benefits-certificate": (
        False,
        90,
        "Attestation CAF|Family benefits certificate (CAF)|شهادة صندوق الإعانات العائلية (CAF)|"
        "家庭津贴证明（CAF）|Kayitu CAF|CAF sɛbɛn",
    ),
    "health-certificate": (
        False,
        None,
        "Attestation de droits à l’assurance maladie|Health insurance certificate|شهادة التأمين الصحي|医疗保险证明|"
        "Kayitu asiraas wér-gi-yaram|Kɛnɛya asiransi sɛbɛn",
    ),
    "school-certificate": (
        False,
        None,
        "Certificat de scolarité|School certificate|شهادة مدرسية|在学证明|Kayitu daara|Lakɔli sɛbɛn",
    ),
    "employment-contract": (
        False,
        None,
        "Contrat de travail|Employment contract|عقد العمل|劳动合同|Kontaraa liggéey|Baara bɛnkansɛbɛn",
    ),
    "marriage-record": (False, None, "Acte de mariage|Marriage record|عقد الزواج|结婚证明|Kayitu séy|Furu sɛbɛn"),
    "disability-card": (
        True,
        None,
        "Carte mobilité inclusion|Disability card|بطاقة الإعاقة|残疾卡|Kart laago|Dɛsɛbagatɔ karti",
    ),
    "bank-details": (
        False,
        None,
        "Relevé d’identité bancaire (RIB)|Bank details|بيانات الحساب البنكي|银行账户信息|RIB|RIB",
    ),
    "other": (False, None, "Autre document|Other document|وثيقة أخرى|其他文件|Beneen kayit|Sɛbɛn wɛrɛ"),
    "mandate": (
        False,
        None,
        "Mandat signé|Signed mandate|توكيل موقّع|已签署的委托书|Mandaa bu ñu torlu|Mandat bolonɔbilalen",
    ),
    "interpreter-certificate": (
        False,
        None,
        "Attestation d’interprète|Interpreter’s certificate|شهادة المترجم|口译员证明|Seereb tekkikat|Kandalila sɛbɛn",
    ),
}
PICTOGRAMS = {"mandate": "two-hands", "pacs-convention": "two-hands", "pacs-declaration": "two-hands"}


def ensure_document_types():
    """Write the types; run again, it mends those that staff have not changed."""
    edited = set(DocumentType.objects.exclude(edited_at=None).values_list("code", flat=True))
    for code, (has_expiry, days, names) in TYPES.items():
        said = {
            "names": dict(zip(LANGUAGES, names.split("|"), strict=True)),
            "pictogram": PICTOGRAMS.get(code, code),
            "has_expiry": has_expiry,
            "validity_days": days,
            "position": ORDER.index(code),
        }
        if code not in edited:
            DocumentType.objects.update_or_create(code=code, defaults=said)
