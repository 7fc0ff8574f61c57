import '../styles/map.css'
import { fill } from '../i18n/fill.ts'
import { host, selected, texts } from '../workspace/store.ts'
import { clockText } from '../workspace/TimeControls.tsx'
import { DetailsCard } from './DetailsCard.tsx'
import { isShown, reasonOf } from './journey.ts'
import { catches } from './layout.ts'
import { type MapService, mapModel } from './model.ts'
import { LISTED, NameOf, PodTable } from './PodTable.tsx'

/** Requests named in the list. */
const REQUESTS = 12
/** Pods named that a Service catches; of more their number is told. */
const NAMED = 12

/** The facts of the map in words, for eyes, keys and ears alike. */
export function ListPanel() {
  const lab = host.value?.lab.value
  const words = texts.value
  void host.value?.changes.value
  void host.value?.now.value
  if (!lab) return null
  const model = mapModel(lab.cluster, { system: false })
  const requests = lab.traces.filter(isShown).slice(-REQUESTS).reverse()
  const caught = (service: MapService): string => {
    const names = model.pods.filter((pod) => catches(service, pod)).map((pod) => pod.name)
    return names.length > NAMED ? `${names.slice(0, NAMED).join(', ')} … (${names.length})` : names.join(', ') || '–'
  }
  return (
    <div class="list-panel">
      <div class="list-scroll">
        <h3>Nodes</h3>
        <table>
          <thead>
            <tr>
              <th scope="col">NAME</th>
              <th scope="col">STATUS</th>
              <th scope="col">INTERNAL-IP</th>
              <th scope="col">PODS</th>
            </tr>
          </thead>
          <tbody>
            {model.nodes.map((node) => (
              <tr key={node.key}>
                <th scope="row">
                  <NameOf id={node.key} name={node.name} />
                </th>
                <td>
                  {node.ready ? 'Ready' : 'NotReady'}
                  {node.schedulable ? '' : ',SchedulingDisabled'}
                </td>
                <td>{node.address}</td>
                <td>{model.pods.filter((pod) => pod.node === node.name).length}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <h3>Services</h3>
        {model.services.length === 0 ? (
          <p>{words.noServicesYet}</p>
        ) : (
          <table>
            <thead>
              <tr>
                <th scope="col">NAME</th>
                <th scope="col">TYPE</th>
                <th scope="col">CLUSTER-IP</th>
                <th scope="col">PORT(S)</th>
                <th scope="col">SELECTOR</th>
                <th scope="col">{words.caughtPods}</th>
              </tr>
            </thead>
            <tbody>
              {model.services.map((service) => (
                <tr key={service.key}>
                  <th scope="row">
                    <NameOf id={service.key} name={service.name} />
                    <small>
                      {service.name}.{service.namespace}.svc.cluster.local
                    </small>
                  </th>
                  <td>{service.type}</td>
                  <td>{service.clusterIP || service.externalName}</td>
                  <td>{service.ports}</td>
                  <td>{service.selector || '–'}</td>
                  <td>{caught(service)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
        <h3>Pods</h3>
        {model.pods.length === 0 ? <p>{words.noPodsYet}</p> : <PodTable pods={model.pods} />}
        {model.pods.length > LISTED && <p>{fill(words.listedOf, { shown: LISTED, count: model.pods.length })}</p>}
        <h3>{words.lastRequests}</h3>
        {requests.length === 0 ? (
          <p>{words.noRequestsYet}</p>
        ) : (
          <ol class="requests">
            {requests.map((trace) => (
              <li key={trace.id} class={trace.outcome === 'connected' ? 'alive' : 'dead'}>
                <span class="at">{clockText(trace.at - lab.opened)}</span>{' '}
                <code>
                  {trace.from.replace(/^pod\/[^/]+\//, '')} → {trace.target}
                </code>{' '}
                {reasonOf(trace, words, model)}
              </li>
            ))}
          </ol>
        )}
      </div>
      {selected.value && <DetailsCard lab={lab} id={selected.value} />}
    </div>
  )
}
