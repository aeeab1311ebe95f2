"""Questions of those who have not applied yet: who, doors, papers."""

from django.utils.translation import gettext_lazy as _

from .questions import Question, Topic

TOPICS = (
    Topic(
        "muafiyet",
        _("Muafiyet ve kimler başvurabilir"),
        (
            Question(
                "muafiyet-nedir",
                _("Çalışma izni muafiyeti nedir?"),
                (
                    _(
                        "Geçerli olduğu sürece, çalışma izni almadan Türkiye’de çalışma ve ikamet etme hakkı veren "
                        "resmî belgedir (6735 sayılı Uluslararası İşgücü Kanunu). Muafiyetle geçen süre, çalışma izni "
                        "veya ikamet izni sürelerine sayılmaz."
                    ),
                ),
            ),
            Question(
                "kimler",
                _("Kimler başvurabilir?"),
                (
                    _(
                        "Uygulama Yönetmeliği’nin 48. maddesinde sayılan işler için Türkiye’ye gelen yabancılar "
                        "başvurabilir; örneğin kısa süreli bilim, kültür, sanat ve spor faaliyetleri, makine kurulumu "
                        "ve eğitimi, zorunlu staj, araştırma, profesyonel spor."
                    ),
                    _(
                        "Her kategorinin kimler için olduğunu, en uzun süresini ve belgelerini ayrı bir sayfada "
                        "bulursunuz."
                    ),
                ),
                _("Kimler Çalışma İzni Muafiyeti Başvurusu Yapabilir?"),
                "who",
            ),
            Question(
                "belge-gerekmeyenler",
                _("Kimlerin muafiyet belgesi alması gerekmez?"),
                (
                    _(
                        "Türk vatandaşları (başka vatandaşlığı olanlar dâhil), Mavi Kart sahipleri, mülteciler ve "
                        "ikincil koruma sahipleri, diplomatik misyon üyeleri ile bir anlaşma gereği izinsiz "
                        "çalışabilenler bu portaldan başvurmaz."
                    ),
                ),
            ),
            Question(
                "disisleri",
                _("Elçiliğe bağlı bir okulda veya bir diplomatın yanında çalışacağım, nereye başvururum?"),
                (
                    _(
                        "Temsilciliğe bağlı okul, kültür ve din kurumlarında görevli olanlar ile temsilcilik veya "
                        "uluslararası kuruluş personelinin özel hizmetinde çalışanlar Dışişleri Bakanlığına başvurur. "
                        "Başvuruyu temsilcilik nota ile iletir; bu portalda form doldurulmaz."
                    ),
                ),
            ),
            Question(
                "gecici-koruma",
                _("Geçici koruma altındayım, başvurmalı mıyım?"),
                (
                    _(
                        "Bu kategori için başvuru yapılmaz. İçişleri Bakanlığının bildirdiği kişilere bilgi formu "
                        "düzenlenir. Durumunuzu il göç idaresi müdürlüğünden öğrenebilirsiniz."
                    ),
                ),
            ),
            Question(
                "baskasi-adina",
                _("Başvuruyu işverenim veya danışmanım yapabilir mi?"),
                (
                    _(
                        "Hayır. Başvuruyu yabancının kendisi, kendi e-posta adresiyle yapar. Bir kişinin aynı anda "
                        "yalnız bir açık başvurusu olabilir."
                    ),
                ),
            ),
            Question(
                "isverensiz",
                _("Türkiye’de işverenim yok, başvurabilir miyim?"),
                (
                    _(
                        "Kendi nam ve hesabınıza, bağımsız çalışacaksanız «Türkiye'de çalışacağım işyeri belli değil "
                        "ve işverenim yok.» seçeneğini işaretlersiniz. Bu seçenek yalnız bu durum içindir; yanlış "
                        "seçilirse başvuru onaylanmaz ve düzeltmeniz istenir."
                    ),
                    _(
                        "Sizi yurt dışındaki işvereniniz veya kurumunuz gönderiyorsa «Türkiye'de işverenim yok, beni "
                        "yurt dışındaki işverenim veya kurumum gönderiyor.» seçeneğini işaretler, onun adını ve "
                        "ülkesini yazarsınız; SGK numarası istenmez. Bu seçenek, Türkiye’de işverenin zorunlu olduğu "
                        "kategorilerde yoktur."
                    ),
                ),
            ),
            Question(
                "aile",
                _("Muafiyet ailem için de geçerli mi?"),
                (
                    _(
                        "Hayır. Muafiyet yalnız adına düzenlenen kişiye çalışma ve ikamet hakkı verir; aile üyelerine "
                        "ikamet hakkı sağlamaz."
                    ),
                ),
            ),
        ),
    ),
    Topic(
        "giris",
        _("Giriş ve hesap"),
        (
            Question(
                "giris-yollari",
                _("Sisteme nasıl giriş yaparım?"),
                (
                    _(
                        "Daha önce giriş yaptıysanız kayıtlı e-posta adresinizi yazın; adresinize gelen tek "
                        "kullanımlık kodla veya e-Devlet ile girersiniz."
                    ),
                    _(
                        "İlk kez giriyorsanız: Türkiye’deyseniz e-Devlet ile veya ülkeye giriş yaptığınız pasaportun "
                        "bilgileriyle; Türkiye dışındaysanız Türkiye Cumhuriyeti temsilciliğinden aldığınız referans "
                        "numarası ve pasaport bilgilerinizle girersiniz."
                    ),
                ),
            ),
            Question(
                "yurt-disindan",
                _("Türkiye dışındayım, nasıl giriş yaparım?"),
                (
                    _(
                        "Türkiye Cumhuriyeti temsilciliğinden aldığınız 16 haneli referans numarası ve pasaport "
                        "bilgilerinizle giriş yaparsınız."
                    ),
                ),
            ),
            Question(
                "kod-gelmedi",
                _("E-postama kod gelmedi, ne yapmalıyım?"),
                (
                    _(
                        "Bir dakika bekleyin ve istenmeyen posta klasörünüze bakın. Kod yine yoksa adresi doğru "
                        "yazdığınızı kontrol edip yenisini isteyin; yeni kod gelince eskisi geçersiz olur. Kod 10 "
                        "dakika geçerlidir."
                    ),
                    _(
                        "Güvenliğiniz için, yazdığınız adresin kayıtlı olup olmadığını ekranda söylemeyiz. Kayıtlı "
                        "değilse adrese bunu bildiren bir e-posta gider."
                    ),
                ),
            ),
            Question(
                "dil",
                _("Portalı hangi dillerde kullanabilirim?"),
                (
                    _(
                        "Dili her sayfanın üst köşesindeki menüden seçersiniz: Türkçe, İngilizce, Rusça veya Arapça. "
                        "Seçiminiz giriş yaptıktan sonra da geçerlidir ve dil değiştirince yazdıklarınız kaybolmaz."
                    ),
                    _("Hukuki metinlerde Türkçesi esas alınır."),
                ),
            ),
            Question(
                "taslak",
                _("Başvuruyu yarıda bırakıp sonra sürdürebilir miyim?"),
                (
                    _("Evet. Her adımda kaydedilir; başka bir cihazdan da kaldığınız yerden devam edersiniz."),
                    _("Gönderilmeyen taslak, son değişiklikten 180 gün sonra silinir."),
                ),
            ),
        ),
    ),
    Topic(
        "basvuru",
        _("Başvuru ve belgeler"),
        (
            Question(
                "ne-zaman",
                _("Ne zaman başvurmalıyım?"),
                (
                    _(
                        "Türkiye’deyseniz yasal kalış hakkınız sürerken istediğiniz zaman başvurabilirsiniz. Girişten "
                        "sonraki 30 gün içinde başvurma koşulu 15 Ekim 2024’te kaldırıldı. Çalışmaya ise muafiyet "
                        "verildikten sonra başlayabilirsiniz."
                    ),
                ),
            ),
            Question(
                "hangi-belgeler",
                _("Hangi belgeler gerekir?"),
                (
                    _(
                        "Herkesten biyometrik fotoğraf, pasaport sureti ve eğitim seviyesini gösteren belge istenir. "
                        "İşvereniniz varsa imzalı iş sözleşmesi de gerekir. Öteki belgeler kategoriye göre değişir."
                    ),
                    _(
                        "Kategorinizi ve tarihlerinizi yazın; belgelerin, tutarların ve son günlerin listesini giriş "
                        "yapmadan alın."
                    ),
                ),
                _("Size gerekenlerin listesini çıkarın"),
                "what_you_need",
            ),
            Question(
                "fotograf",
                _("Fotoğraf nasıl olmalı?"),
                (
                    _(
                        "50 × 60 mm, renkli, düz beyaz fonlu ve son 6 ay içinde çekilmiş bir biyometrik fotoğraf "
                        "yükleyin. Yüz karşıya bakmalı; gözler açık, ağız kapalı olmalıdır. Özçekim ve grup fotoğrafı "
                        "kabul edilmez. İnanç gereği takılan başörtüsü, yüz çeneden alına kadar göründüğü sürece "
                        "kabul edilir."
                    ),
                    _(
                        "Fotoğraf JPG, PNG, HEIC, WebP, TIFF veya BMP olabilir; en az 591 × 709 piksel, en çok 40 MB "
                        "olmalıdır. Yan çekilmiş veya büyük bir fotoğrafı yükledikten sonra kırpabilirsiniz."
                    ),
                ),
            ),
            Question(
                "pasaport",
                _("Pasaportun hangi sayfalarını yüklemeliyim?"),
                (
                    _(
                        "İlk sayfasını ve işlem gören (damga, vize, şerh bulunan) bütün sayfalarını yükleyin: tek PDF "
                        "olarak veya sayfaların fotoğraflarıyla. Fotoğrafları birlikte seçerseniz seçtiğiniz sırayla "
                        "tek belge yaparız; sonra sıralarını değiştirebilir, döndürebilir ve çıkarabilirsiniz."
                    ),
                    _(
                        "Pasaportunuz, istediğiniz muafiyetin son gününden en az 60 gün sonrasına kadar geçerli "
                        "olmalıdır."
                    ),
                ),
            ),
            Question(
                "dosyalar",
                _("Dosyalar ne kadar büyük olabilir?"),
                (
                    _(
                        "Dosya başına en çok 40 MB; belge en çok 60 sayfa olabilir ve açmak için parola "
                        "gerekmemelidir. Yüklediklerinizi okunur kalacak biçimde küçültürüz; bir başvuruda en çok "
                        "30 belge ve toplam 100 MB saklanır."
                    ),
                ),
            ),
            Question(
                "ceviri",
                _("Belgelerim başka bir dilde, çevirmem gerekir mi?"),
                (
                    _(
                        "Belgenizi elinizdeki dilde yükleyebilirsiniz. Değerlendiren uzman gerek görürse sizden "
                        "çevirisini ister; bunun için başvurunuz size düzeltmeye gönderilir."
                    ),
                ),
            ),
            Question(
                "sgk",
                _("26 haneli SGK tescil numarasını nereden bulurum?"),
                (
                    _(
                        "Çalışacağınız işyerinin Sosyal Güvenlik Kurumundaki numarasıdır; işvereninizden isteyin. "
                        "İşvereniniz 23 haneli bir numara verdiyse ve alt işveren değilse sonuna 000 eklenir; alt "
                        "işverenin (taşeronun) son üç hanesi SGK’dan öğrenilir."
                    ),
                ),
            ),
            Question(
                "mesken-kodu",
                _("Mesken kodu nedir?"),
                (
                    _(
                        "Türkiye’deki her adresin 10 haneli numarasıdır. Kart gönderilecekse istenir: 3 ay ve daha "
                        "uzun sürelerde herkesten, daha kısa sürelerde kart isteyenlerden. adres.nvi.gov.tr "
                        "adresinden öğrenilir."
                    ),
                ),
            ),
            Question(
                "yanlis-kategori",
                _("Yanlış kategori seçersem ne olur?"),
                (
                    _(
                        "Yanlış türde seçilerek yapılan başvurular reddedilir ve gönderilen başvurunun kategorisi "
                        "değiştirilemez. Başlamadan önce kategorinin kimler için olduğunu okuyun. Reddedilen kişi "
                        "beklemeden yeniden başvurabilir."
                    ),
                ),
            ),
            Question(
                "calismaya-baslamak",
                _("Başvurum sonuçlanmadan çalışmaya başlayabilir miyim?"),
                (_("Hayır. Çalışmaya muafiyet verildikten sonra ve belgenizdeki başlangıç tarihinde başlarsınız."),),
            ),
        ),
    ),
)
