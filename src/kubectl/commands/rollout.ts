import type { Command } from '../command.ts'
import { rolloutHistory } from './rollout-history.ts'
import { rolloutPause, rolloutRestart, rolloutResume } from './rollout-restart.ts'
import { rolloutStatus } from './rollout-status.ts'
import { rolloutUndo } from './rollout-undo.ts'

export const rollout: Command = {
  name: 'rollout',
  use: 'rollout SUBCOMMAND',
  short: 'Manage the rollout of a resource',
  group: 'Deploy Commands',
  long: `Manage the rollout of one or many resources.
        
 Valid resource types include:

  *  deployments
  *  daemonsets
  *  statefulsets`,
  examples: `# Rollback to the previous deployment
kubectl rollout undo deployment/abc

# Check the rollout status of a daemonset
kubectl rollout status daemonset/foo

# Restart a deployment
kubectl rollout restart deployment/abc

# Restart deployments with the 'app=nginx' label
kubectl rollout restart deployment --selector=app=nginx`,
  run: 'stdout',
  commands: [rolloutHistory, rolloutPause, rolloutRestart, rolloutResume, rolloutStatus, rolloutUndo],
}
