/** What the machine needs besides a finding: the code as lowered for a world, the model's variant and front end. */
import { nearestVersion } from '../kernel/versions';
import type { CodeUnderTest, RunSetup } from '../replay/api';
import type { CheckedFile, Workspace, WorldView } from '../workspace/api';

/** The file is named by its path, so that the command line can run the same run id again. */
export function codeOf(checked: CheckedFile, view: WorldView): CodeUnderTest {
  return {
    file: checked.request.path,
    text: checked.request.text,
    fileIr: view.file,
    declarations: view.declarations,
    resolveFunction: (name) => view.headerFunction(name),
  };
}

export function setupOf(workspace: Workspace, view: WorldView): RunSetup {
  return { world: view.world, variant: nearestVersion(workspace.facts.version), frontEnd: workspace.frontEnd };
}
