export default {
  account: {
    signInTitle: '登录',
    signInLead: '人才服务机构、用人单位和人才本人凭账号登录;查人才、查互认、核验核验单无需登录。',
    username: '用户名',
    password: '密码',
    otp: '动态验证码',
    noAccount: '账号由本地区人才服务机构开通。忘记密码的,请联系安全管理员重置。',
    otherRole: '当前账号({role})没有该事项的权限,请换用其他账号登录。',
    demoTitle: '演示账号',
    demoLead: '点击即可登录,体验不同地区、不同岗位能看到什么、能办什么。',
  },
}
