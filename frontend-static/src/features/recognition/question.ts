// What people say when they ask whether a title holds elsewhere.
const asking = /认不认|认吗|认可|互认|承认|有效|管用|能用|可用|作数|算数|重新确认|转评|转系列|recogni[sz]|valid in/i
// A place that follows 在, 到 or 去 beside a title is the same question without the verb.
const elsewhere = /[在到去](北京|天津|河北).*[吗么??]/

/** Whether a text typed into the one search box is a question on recognition rather than a search for people. */
export function asksRecognition(text: string): boolean {
  return asking.test(text) || elsewhere.test(text)
}
