/**
 * The words a city starts with: what categories are recognised by, how replies begin, what people are told about their data.
 * Officials change them later on a screen; a word here is a default.
 */

/** Categories of requests, in the order they are shown, with the words residents use for them. */
export const requestCategories = {
  elevator: ['电梯', '停梯', '关人', '困人', '困在', '梯门', '楼层按钮', '轿厢', '加装电梯', '坐梯', '升降机'],
  lighting: ['路灯', '楼道灯', '感应灯', '灯不亮', '灯坏', '灯灭', '一盏灯', '灯罩', '灯泡', '照明', '漆黑', '黑漆漆', '灯一闪', '的灯', '路灯杆'],
  water_power_gas: ['停水', '停电', '停气', '煤气', '燃气', '天然气', '气味', '跳闸', '电表', '水龙头', '自来水', '水压', '气费', '宽带', '网速'],
  drainage: ['下水', '堵塞', '堵了', '化粪池', '积水', '倒灌', '井盖', '污水', '雨水管', '排水', '落水管', '地漏', '臭水', '黑水', '卫生间有'],
  noise: ['吵', '响', '噪音', '噪声', '广场舞', '跳舞', '电钻', '装修', '工地', '半夜', '凌晨', '喇叭', '弹琴', '扰民', '睡不'],
  rubbish: ['垃圾', '厨余', '废品', '旧沙发', '大件', '狗屎', '旧衣', '没人扫', '扫地', '乱扔', '往下扔', '烂菜', '苍蝇', '建筑垃圾', '清运'],
  parking: ['停车', '车位', '地锁', '乱停', '堵死', '挪车', '僵尸车', '停了两年', '车库', '停满', '双排停', '盲道', '违停', '车停', '堵着'],
  fire_safety: ['消防', '着火', '冒烟', '火星', '飞线', '电瓶车', '代步车', '充电', '灭火器', '堆物', '充电桩', '电池', '焦味', '电线', '扫码扣'],
  dampness_leaks: ['漏水', '渗水', '发霉', '滴水', '墙皮', '天花板', '水管', '爆管', '返潮', '漏', '防水', '水表', '水费', '潮湿', '冒清水'],
  property_service: ['物业', '物业费', '业委会', '业主大会', '保安', '门卫', '保洁', '维修资金', '公共收益', '广告费', '公摊', '换物业', '门禁卡'],
  public_space: ['长廊', '凉亭', '公园', '公告栏', '晒场', '晒被子', '篮球场', '架空层', '绿地', '围成', '占用', '圈起来', '活动室', '沙坑', '空地'],
  greenery: ['绿化', '树枝', '大树', '香樟', '修树', '草坪', '种菜', '柳絮', '花坛', '树倒', '桂花树', '挡光', '种点', '剪树', '枯树'],
  pests_animals: ['蚊子', '蟑螂', '老鼠', '白蚁', '蜂窝', '流浪狗', '野狗', '喂猫', '野猫', '牵绳', '遛狗', '大狗', '狗', '猫', '一条蛇'],
  roads_bus: ['马路', '人行道', '路面', '大坑', '斑马线', '红绿灯', '公交', '站牌', '车站', '护栏', '单车', '地砖', '补路', '巷子', '几班车'],
  eldercare: ['老人', '养老', '食堂', '送餐', '送饭', '护工', '轮椅', '长护险', '扶手', '走失', '走丢', '陪诊', '助听器', '老年', '一个人住'],
  childcare_school: ['孩子上学', '上小学', '幼儿园', '托班', '暑托班', '滑梯', '阅览室', '校门口', '学校', '两岁孩子', '生育登记', '学区', '母婴室', '暑假', '双职工'],
  policy_question: ['怎么办理', '怎么申请', '居住证', '户口', '医保', '社保', '补贴', '津贴', '公租房', '证明', '登记', '要什么材料', '救助', '工资', '工伤'],
  neighbour_dispute: ['邻居', '吵架', '调解', '鞋柜', '共用墙', '对门', '楼上不', '劝他', '劝劝', '纠纷', '兄弟', '不讲理', '他不认', '赔', '两家'],
  facilities: ['健身器材', '器材', '门禁', '信箱', '快递柜', '公厕', '大门', '栏杆', '转盘', '刷脸', '外墙', '瓷砖', '玻璃', '掉下来', '架子'],
  environment: ['油烟', '烧烤', '异味', '废气', '扬尘', '河道', '河边', '河水', '黑烟', '排污', '臭鸡蛋', '粉尘', '全是灰', '白沫'],
  thanks: ['谢谢', '感谢', '表扬', '夸一夸', '夸夸', '真好', '真安心', '辛苦你们', '锦旗', '帮了大忙', '记得我'],
  other: ['买菜', '称少', '一斤半', '退钱', '退款', '不退', '押金', '过期药', '转账', '诈骗', '罚单', '医院', '理财', '疫苗', '家庭医生'],
} as const satisfies Record<string, readonly string[]>

export type CategoryCode = keyof typeof requestCategories

interface ReplyTemplate {
  category: CategoryCode | null
  title: string
  /** What stands in braces is for the worker to fill in. */
  words: string
}

export const replyTemplates: readonly ReplyTemplate[] = [
  {
    category: 'elevator',
    title: '电梯修好了',
    words:
      '{日期}维保单位换了{配件}，空跑{次数}趟没有再停。警铃接到{地方}，我试过，有人接。维修单贴在一楼，{日期}再查一次。再停一次，请直接打我电话 {电话}。',
  },
  {
    category: 'elevator',
    title: '电梯要等配件',
    words: '查出来是{毛病}，要换{配件}，{日期}到货，当天装。这几天{安排}，要出门提前一天告诉我，我和{姓名}来搭把手。',
  },
  {
    category: 'lighting',
    title: '灯换好了',
    words: '{地点}的灯{日期}换了{数量}盏，晚上{时间}我去看过，都亮了。再有不亮的，打我电话 {电话}，第二天就来换。',
  },
  {
    category: 'water_power_gas',
    title: '停水停电停气',
    words: '{单位}查到是{原因}，预计{时间}恢复。家里有{情形}的，先用{办法}。恢复以后我再敲门问一遍。急用请打 {电话}。',
  },
  {
    category: 'drainage',
    title: '管道疏通了',
    words: '{日期}把{地点}的管道疏通了，掏出来的是{东西}。疏通前后的照片在下面。{日期}下雨以后我再去看一次，还堵就{办法}。',
  },
  {
    category: 'noise',
    title: '噪声谈妥了',
    words: '我和{单位}找了{对方}，说好{时间}以后{做法}。这一个星期晚上我去听{次数}回。再吵，当时打 {电话}，我们{时间}内到。',
  },
  {
    category: 'rubbish',
    title: '垃圾清走了',
    words: '{地点}的{东西}{日期}清走了。以后每天{时间}清{次数}次，由{姓名}负责。看到没清，拍张照发给我，当天处理。',
  },
  {
    category: 'parking',
    title: '停车的事',
    words: '{日期}已请{单位}到现场，{车辆}已经{结果}。从{日期}起{做法}。以后再被堵住，打 {电话}，我帮您找车主。',
  },
  {
    category: 'fire_safety',
    title: '火灾隐患消除了',
    words: '{日期}我和{单位}到了现场，{隐患}当天{处理}。已上门和{人家}说清楚，{日期}再来查。最近的充电点在{地点}。',
  },
  {
    category: 'dampness_leaks',
    title: '漏水查清了',
    words: '{日期}和{单位}做了{检查}，水是从{地点}来的，该由{谁}修。说好{日期}动工，费用{怎么分}。修好以后等{天数}天不漏再算完。',
  },
  {
    category: 'property_service',
    title: '物业账目',
    words: '您要看的{账目}：{金额和去处}。原始单据在{地点}，{时间}可以去看，我可以陪您。有对不上的，{日期}前请{单位}书面说明。',
  },
  {
    category: 'eldercare',
    title: '养老服务怎么申请',
    words: '您家可以申请{服务}。要带{材料}，我{日期}上门帮您填。{单位}{天数}天内来评估，通过以后{时间}开始。个人出{金额}。',
  },
  {
    category: 'policy_question',
    title: '办事要什么',
    words: '您问的{事项}，带上{材料}到{地点}，{时间}有人，{天数}个工作日办好，{收费}。出不了门的，我上门来取材料。还不清楚打 {电话}。',
  },
  {
    category: 'neighbour_dispute',
    title: '约两家坐下来谈',
    words: '我分别听了两家的话。{日期}{时间}在{地点}，请调解员{姓名}一起坐下来谈，您有空吗？谈之前，请先{做法}。谈不拢，还可以{去处}。',
  },
  {
    category: 'facilities',
    title: '设施修好了',
    words: '{地点}的{设施}{日期}修好了，换了{零件}，我自己试过。负责日常检查的是{单位}{姓名}，电话 {电话}。',
  },
  {
    category: 'thanks',
    title: '谢谢您的话',
    words: '您的话我念给{姓名}听了。{回话}。以后有做得不到的地方，也请您照样告诉我们。',
  },
  {
    category: null,
    title: '做不到，说清原因',
    words: '这件事现在做不到，原因是{原因}。能做的是{办法}，{日期}前做好。您不同意，可以到{地点}，电话 {电话}。',
  },
  {
    category: null,
    title: '晚了，说新日子',
    words: '对不起，这件事晚了{天数}天，原因是{原因}。现在做到{进展}，{日期}前做好，由{姓名}盯着。',
  },
]

/** What a person reads before the first personal field; one screen. @source PIPL-13 @source PIPL-17 */
export const privacyNotice = {
  version: '2026-05',
  publishedAt: new Date('2026-05-01T00:00:00+08:00'),
  zh: `谁在用：您所在的社区居委会和街道办事处。
为了什么：收下您反映的事，派人办，联系您，答复您。不作别的用。
用哪些：姓名、手机号、住址，您写的话、拍的照片、留的语音。室号可以不填。定位只在您点了以后用一次，不跟踪。
凭什么：办理居民诉求是街道和社区的法定职责（个人信息保护法第十三条）。这一页是依照第十七条告诉您的。把内容公开，要您同意，随时可以改。
谁能看：只有办这件事的工作人员。姓名、手机号、住址平时隐去，要看得写明用途，看一次记一次，您在“谁看过我”里查得到。
公开什么：您同意以后，隐去姓名和室号，工作人员看过才公开。
存多久：办结后 3 年。到期删去文字、照片和语音，只留编号和时间。
您可以：查看、复制、更正、删除、撤回同意。到社区窗口说，或打首页上的社区电话，15 个工作日内答复。不满意可以找街道办事处。
不想在手机上填：打电话或到社区来，工作人员替您登记。`,
  en: `Who uses your data: your community's residents' committee and your subdistrict office.
What for: to take in what you report, find someone to handle it, contact you and answer you. Nothing else.
Which data: your name, mobile number and address, and what you write, photograph or say. The room number is optional. Your position is used once, only after you tap; you are not tracked.
Legal basis: handling residents' requests is a statutory duty (Personal Information Protection Law, article 13). Article 17 is why you are told this. Making your words public needs your consent, which you can change at any time.
Who can see it: only the staff handling your request. Name, number and address are hidden. Whoever opens them states why; each time is recorded and shown to you under "Who viewed my data".
What becomes public: if you agree, the text without name and room, after a worker has checked it.
How long: 3 years after the request is closed. Then text, photos and voice are deleted; only the number and the times remain.
You may: see, copy, correct or delete your data, and withdraw consent. Ask at the community desk or call the community number on the home page; you get an answer within 15 working days. If you are not satisfied, turn to the subdistrict office.
If you prefer not to type: call or come in, and a worker fills it in for you.`,
} as const
