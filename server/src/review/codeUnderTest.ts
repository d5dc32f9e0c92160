/** A checked file as replay/ wants it: one world's IR with its text, and header inlines on demand. */

import { nearestVersion } from '../kernel/versions';
import type { World } from '../kernel/worlds';
import type { CodeUnderTest, RunSetup } from '../replay/api';
import type { CheckedFile, Workspace, WorldView } from '../workspace/api';

export function codeUnderTest(checked: CheckedFile, view: WorldView): CodeUnderTest {
  return {
    file: checked.request.path,
    text: checked.request.text,
    fileIr: view.file,
    declarations: view.declarations,
    resolveFunction: (name) => view.headerFunction(name),
    resolveElsewhere: (file, name) => view.functionOf(file, name),
  };
}

export function runSetup(workspace: Workspace, world: World, variant: string | undefined): RunSetup {
  return { world, variant: variant ?? nearestVersion(workspace.facts.version), frontEnd: workspace.frontEnd };
}
