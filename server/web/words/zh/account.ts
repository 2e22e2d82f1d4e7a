import type { ACCOUNT as ENGLISH } from '../en/account.ts'

/** The words of the account pages, in Chinese. */
export const ACCOUNT = {
  'account.signIn': '登录',
  'account.signUp': '创建账户',
  'account.email': '电子邮箱',
  'account.password': '密码',
  'account.passwordHint': '至少 12 个字符。用一句话作密码是个好办法。',
  'account.name': '名称',
  'account.nameHint': '对手方会看到。',
  'account.role': '您在此通常做什么',
  'account.roleHint': '只用来预填表单，不授予也不限制任何权限。',
  'account.role.miner': '我以固定价远期卖出算力。',
  'account.role.buyer': '我买入算力，收取指数。',
  'account.role.broker': '我为两位客户牵线。',
  'account.onTheWay': '请先登录，之后会回到您原来的页面。',
  'account.noAccount': '还没有账户？创建一个',
  'account.haveAccount': '我已有账户',
  'account.walletNext': '接下来可以关联钱包，也可以等到需要签名时再关联。',
  'account.demo': '以演示人物的身份试用',
  'account.demoMark': '演示，测试币',
  'account.demoAbout': '点击即可，无需密码。您随时可以在每页顶部切换身份。',
} as const satisfies Record<keyof typeof ENGLISH, string>
