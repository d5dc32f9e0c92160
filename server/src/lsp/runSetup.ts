/** What the machine needs besides a finding: the code as lowered for a world, the model's variant and front end. */
import { nearestVersion } from '../kernel/versions';
import type { CodeUnderTest, RunSetup } from '../replay/api';
import type { CheckedFile, Workspace, WorldView } from '../workspace/api';

/** `file` is how console text and traces call it: the tree path, as the kernel's own messages do. */
export function codeOf(checked: CheckedFile, file: string, view: WorldView): CodeUnderTest {
  return {
    file,
    text: checked.request.text,
    fileIr: view.file,
    declarations: view.declarations,
    resolveFunction: (name) => view.headerFunction(name),
  };
}

/** Someone waits in the editor: past this a run is given up as inconclusive. The command line has no such limit. */
const PATIENCE_MS = 40_000;

export function setupOf(workspace: Workspace, view: WorldView): RunSetup {
  const deadline = performance.now() + PATIENCE_MS;
  return {
    world: view.world,
    variant: nearestVersion(workspace.facts.version),
    frontEnd: workspace.frontEnd,
    cancelled: () => performance.now() > deadline,
  };
}
