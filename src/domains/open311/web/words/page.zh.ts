/** The page about the Open311 interface. */
export default {
  'open311.page.title': 'Open311 接口说明',
  'open311.page.what': '这是什么',
  'open311.page.what.words':
    '其他平台可以按国际通用的 Open311 GeoReport v2 标准，替居民把身边的事报到本市社区，再把进度和答复告诉本人。报来的事和在这里反映的事进同一个队列，同样受理、同样计时。这一页写明我们支持什么、标准没有说清的地方怎么做。',
  'open311.page.calls': '有哪些调用',
  'open311.page.calls.note':
    '每个地址后面加 .xml 或 .json。带 * 的参数必填；每个调用都可以带 jurisdiction_id 和 locale。测试接口把 v2 换成 test/v2，调用相同。',
  'open311.page.call.discovery': '接口地址、类型、格式、联系人，以及怎么要密钥。',
  'open311.page.call.services': '可以报的类别，就是本市正在使用的诉求类别。',
  'open311.page.call.definition': '一个类别的附加字段。本市的类别都没有附加字段，返回空的列表。',
  'open311.page.call.send': '报一件事，返回编号和承诺的答复时间。可以带照片。',
  'open311.page.call.token': '用 token 换编号。正式接口当场给编号，token 在扩展字段里。',
  'open311.page.call.list': '按编号、类别、时间、状态查询。',
  'open311.page.call.one': '查一件，结果仍是只有一件的列表。',
  'open311.page.call.feed': '本平台报来的事有了什么进展，按时间从早到晚。',
  'open311.page.call.update': '替本人补充情况，或说明没有解决。需要管理员开通。',
  'open311.page.call.reset': '清空自己在测试接口里的数据。',
  'open311.page.key': '密钥和次数',
  'open311.page.key.1':
    '要密钥：由平台所在单位向本市系统管理员申请，写明单位、值班电话和用途。密钥只交付一次，丢了可以换新的。',
  'open311.page.key.2':
    '报事、查进展、发进展要带 api_key；查类别、查诉求可以不带。带了密钥，能看到自己报来的事的全部内容。',
  'open311.page.key.3': '每个平台有每分钟和每天的上限，超过时返回 429 和 Retry-After；没带密钥的按来源地址限制。',
  'open311.page.key.4': '密钥不对、已停用或没有这项权限，返回 403。',
  'open311.page.form': '格式',
  'open311.page.form.1': '全部用 UTF-8。XML 带声明、不带命名空间，类型是 text/xml；JSON 的类型是 application/json。',
  'open311.page.form.2': '正文用 application/x-www-form-urlencoded；带照片时用 multipart/form-data。',
  'open311.page.form.3':
    'JSON 按标准的换算规则：去掉最外层名称，列表直接是数组，只有一项也是数组；没有值写成 JSON 的空值。编号和代码都是字符串，经纬度是数字。',
  'open311.page.form.4': '时间带时区，我们返回北京时间（+08:00）；发来的时间不带时区会被拒绝。',
  'open311.page.form.5': '空参数等于没有这个参数；不认识的参数不理会。',
  'open311.page.form.6': '默认用中文；locale=en 或 Accept-Language 以英文为先时用英文。',
  'open311.page.form.7': '描述至多 4000 字，保留换行，不解释 HTML。',
  'open311.page.place': '地点',
  'open311.page.place.1': '坐标用 WGS-84。300 米内有楼栋的，落到这栋楼的网格；两公里内有楼栋的，落到它所在的社区。',
  'open311.page.place.2': '坐标不在本市社区里的，看地址里有没有写社区或小区；都没有，返回 400 并说明缺什么。',
  'open311.page.place.3': '只有 address_string 时，要写到社区或小区；同名的再写上街道。写了楼号就落到那栋楼。',
  'open311.page.place.4': 'address_id 可以是楼栋编号或 12 位社区代码；以 # 开头的当作没填。',
  'open311.page.seen': '谁能看到什么',
  'open311.page.seen.1': '报来的平台用自己的密钥，能看到自己报的全部内容、答复和进展。',
  'open311.page.seen.2': '其他人只能看到已公开的描述和答复，这些内容经本人同意、由工作人员核对后才公开。',
  'open311.page.seen.3': '没有公开的，只显示类别、社区、进度和时间，坐标是社区的大致中心。',
  'open311.page.seen.4':
    '姓名、电话、门牌在任何返回里都没有。电子邮箱和设备号不保存，只留下不可还原的标记，用来认出同一个人。',
  'open311.page.seen.5':
    '编号由系统随机给出，看不出先后和数量。media_url 只作为文字保存，不会去下载；上传的照片会重新生成，去掉拍摄位置。',
  'open311.page.errors': '出错时',
  'open311.page.errors.1': '返回 errors 列表，每条有 code 和 description，格式和请求的一样；一次可以有几条。',
  'open311.page.errors.2':
    '没有这个类别、编号、token、管辖区或地址，是 404；密钥的问题是 403；其余是 400。超过次数是 429，系统繁忙是 503。',
  'open311.page.errors.3':
    '地址没有写 .xml 或 .json、写了别的格式，是 404，用 XML 说明；用了不支持的方法是 400，正文里的 code 是 405。',
  'open311.page.errors.4': '正文太大是 400，正文里的 code 是 413；正文格式不支持的，code 是 415。',
  'open311.page.choices': '标准没有说清的，我们这样做',
  'open311.page.choices.1': '成功一律返回 200。',
  'open311.page.choices.2': '管辖区只有一个，jurisdiction_id 可以不填；填本市代码或域名也可以，填别的是 404。',
  'open311.page.choices.3':
    '同一平台 {repeatHours} 小时内发来内容完全相同的，当作重发，返回第一次的编号。带了 external_id、fixmystreet_id 或 Idempotency-Key 的，编号相同就是同一件。',
  'open311.page.choices.4':
    '办结并且过了异议期才是 closed；不归社区办的，过了异议期是 closed；并到一起办的，跟随主件。',
  'open311.page.choices.5':
    'closed 的 updated_datetime 是办结时间；expected_datetime 是暂停之后现在承诺的时间，暂停期间没有。',
  'open311.page.choices.6':
    'start_date 和 end_date 按登记时间算，最多跨 {spanDays} 天；只写一头的，另一头按 {spanDays} 天算，不超过现在。',
  'open311.page.choices.7':
    '写了 service_request_id 时，其他条件都不看；不存在的编号不列出。单独查一件不存在时是 404。',
  'open311.page.choices.8': '没有分类的诉求，service_code 是 other。',
  'open311.page.choices.9': '没有手机号的来件人也受理，由报来的平台转告；有手机号的，本人登录后也能看到这件。',
  'open311.page.choices.10':
    '姓名整个写在 first_name 里也可以；同意登记的事由来件平台负责取得，我们记为“在对方平台同意”。',
  'open311.page.choices.11': '描述为空也受理，用类别名称作标题。最后一行是网址的，当作对方页面的地址给工作人员看。',
  'open311.page.extensions': '扩展',
  'open311.page.extensions.1':
    'page 和 page_size：page 从 1 开始，page_size 最多 {listMost}；不写就是最新的 {listMost} 件。',
  'open311.page.extensions.2':
    'extensions=true：多返回 extended_attributes（细分状态、街道、社区、编号、token、照片）和 notes（经过）。',
  'open311.page.extensions.3':
    'servicerequestupdates：FixMyStreet 使用的进展接口，可以取，也可以发；不写开始时间时取最近 {feedHours} 小时。自己发来的不会再返回。',
  'open311.page.extensions.4': '照片：multipart/form-data 里的文件，最多 {photos} 张，JPEG、PNG 或 WebP。',
  'open311.page.extensions.5': '浏览器里的页面也能调用：允许跨域读取，不读 cookie。',
  'open311.page.test': '测试接口',
  'open311.page.test.1': '任何人都可以用 api_key=test 试；用自己的密钥时，数据只有自己看得到。',
  'open311.page.test.2':
    '测试数据单独存放，不进本市的队列，没有人会去办理，{trialDays} 天后清除。请不要填真实的个人信息。',
  'open311.page.test.3': '有三个类别：TEST-LAMP 当场给编号；TEST-PUMP 有六种附加字段；TEST-LATER 先给 token。',
  'open311.page.test.4': '发进展时写 CLOSED 或 FIXED 会变成 closed，REOPEN 会变回 open，方便看返回什么。',
  'open311.page.statuses': '进展里的状态',
  'open311.page.statuses.words':
    '发来的进展里，REOPEN 表示没有解决，在期限内会接着办；其余状态和文字都作为补充给工作人员看，不会直接改变办理状态。我们返回的进展用下面这些词，过了异议期才会是 CLOSED。',
}
