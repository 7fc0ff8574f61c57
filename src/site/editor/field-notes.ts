import type { Language } from '../i18n/index.ts'

type Note = Readonly<Record<Language, string>>

/** Short notes on the fields that the course uses, by kind and path without list places; `*` is any kind. */
const NOTES: Readonly<Record<string, Note>> = {
  '* apiVersion': { en: 'The group and version of the API that this object belongs to.', 'zh-tw': '這個物件屬於哪個 API 群組與版本。' },
  '* kind': { en: 'What kind of object this is.', 'zh-tw': '物件的種類。' },
  '* metadata.name': { en: 'The name, unique for its kind in the namespace.', 'zh-tw': '名稱，在同一個命名空間、同一種物件裡不能重複。' },
  '* metadata.namespace': {
    en: 'Where it lives. Left out: the namespace of your context, usually default.',
    'zh-tw': '所在的命名空間。省略時用目前 context 的命名空間，通常是 default。',
  },
  '* metadata.labels': { en: 'Pairs that selectors look at.', 'zh-tw': '標籤，給 selector 挑選物件用。' },
  'Service spec.selector': {
    en: 'Pods with all of these labels get the traffic. It is compared with the Pods’ labels, not with names.',
    'zh-tw': '帶有「全部」這些標籤的 Pod 會收到流量。比對的是 Pod 的標籤，不是名稱。',
  },
  'Service spec.type': {
    en: 'ClusterIP: inside only. NodePort: also on every node. LoadBalancer: also from a load balancer outside.',
    'zh-tw': 'ClusterIP 只在叢集內部；NodePort 再加上每台節點的 port；LoadBalancer 再加上外部的負載平衡器。',
  },
  'Service spec.clusterIP': {
    en: 'The virtual address. Given by the cluster; None makes a headless Service.',
    'zh-tw': '虛擬的位址，由叢集分配。寫 None 就是 headless Service。',
  },
  'Service spec.ports': { en: 'The Service’s doors.', 'zh-tw': 'Service 對外開的 port。' },
  'Service spec.ports.port': {
    en: 'The number on the Service’s own door: what callers use.',
    'zh-tw': 'Service 自己的門牌號碼，呼叫的人用這一個。',
  },
  'Service spec.ports.targetPort': {
    en: 'Where the program in the container really listens; a number or the name of a container port. Left out: the same as port.',
    'zh-tw': '容器裡的程式真正在聽的 port，可以寫數字或容器 port 的名字。省略時和 port 相同。',
  },
  'Service spec.ports.nodePort': {
    en: 'Open on every node, 30000 to 32767. Left out: the cluster chooses.',
    'zh-tw': '每台節點都會開的 port，範圍 30000 到 32767。省略時由叢集挑一個。',
  },
  'Service spec.externalName': {
    en: 'The name that DNS answers with a CNAME record. No proxying.',
    'zh-tw': 'DNS 用 CNAME 回答的名稱，不經過任何代理。',
  },
  'Service spec.sessionAffinity': {
    en: 'ClientIP: the same caller goes to the same Pod.',
    'zh-tw': '設成 ClientIP 時，同一個來源會一直連到同一個 Pod。',
  },
  'Deployment spec.replicas': { en: 'How many Pods are wanted.', 'zh-tw': '想要幾個 Pod。' },
  'Deployment spec.selector': {
    en: 'Which Pods belong to this Deployment. It must fit the template’s labels and cannot be changed later.',
    'zh-tw': '哪些 Pod 屬於這個 Deployment。必須和 template 的標籤相符，建立後不能再改。',
  },
  'Deployment spec.selector.matchLabels': { en: 'Must be among the template’s labels.', 'zh-tw': '必須都出現在 template 的標籤裡。' },
  'Deployment spec.template': { en: 'What the Pods are made from.', 'zh-tw': 'Pod 的樣板。' },
  '* containers': { en: 'The containers of the Pod. They share its IP and its ports.', 'zh-tw': 'Pod 裡的容器，它們共用 IP 與 port。' },
  '* containers.name': { en: 'The container’s name, unique in its Pod.', 'zh-tw': '容器的名稱，在 Pod 裡不能重複。' },
  '* containers.image': { en: 'What runs. Without a tag: latest.', 'zh-tw': '要執行的 image，不寫 tag 就是 latest。' },
  '* containers.command': { en: 'Replaces the image’s entry point.', 'zh-tw': '取代 image 的 entrypoint。' },
  '* containers.args': { en: 'What the entry point is given.', 'zh-tw': '傳給 entrypoint 的參數。' },
  '* containers.ports.containerPort': {
    en: 'For people to read. It opens nothing: the program decides what it listens on.',
    'zh-tw': '寫給人看的說明，不會打開任何 port；程式聽哪個 port 由程式自己決定。',
  },
  '* containers.env': { en: 'Environment variables of the container.', 'zh-tw': '容器的環境變數。' },
  '* containers.env.value': {
    en: 'Always a string: put numbers and true or false in quotes.',
    'zh-tw': '一定是字串，數字和 true、false 要加引號。',
  },
  '* containers.readinessProbe': {
    en: 'Until it succeeds, Services send nothing to this Pod.',
    'zh-tw': '探測成功之前，Service 不會把流量送到這個 Pod。',
  },
  '* containers.livenessProbe': { en: 'When it keeps failing, the container is restarted.', 'zh-tw': '一直失敗的話，容器會被重新啟動。' },
  '* restartPolicy': { en: 'What happens when a container ends.', 'zh-tw': '容器結束之後要怎麼辦。' },
  '* dnsPolicy': { en: 'What is written into /etc/resolv.conf.', 'zh-tw': '決定 /etc/resolv.conf 的內容。' },
  '* hostNetwork': {
    en: 'The Pod uses its node’s network: the node’s IP and ports.',
    'zh-tw': 'Pod 直接使用節點的網路，也就是節點的 IP 與 port。',
  },
  'NetworkPolicy spec.podSelector': {
    en: 'The Pods that the policy is about; {} is all of the namespace.',
    'zh-tw': '這條規則管哪些 Pod，{} 代表命名空間裡全部的 Pod。',
  },
}

/** The course's note on a field. */
export function noteOn(kind: string | undefined, path: readonly (string | number)[], language: Language): string | undefined {
  const names = path.filter((step): step is string => typeof step === 'string')
  for (let from = 0; from < names.length; from++) {
    const tail = names.slice(from).join('.')
    const found = (from === 0 && NOTES[`${kind} ${tail}`]) || NOTES[`* ${tail}`]
    if (found) return found[language]
  }
  return undefined
}
