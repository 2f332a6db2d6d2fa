using System.Runtime.CompilerServices;
using System.Text;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Tests.Tasks;

namespace Swarm.Messaging.Tests.Workflows;

/// <summary>docs/lifecycle/workflow.md is written from the machine. Run this test with UPDATE_DOCS=1 to write it anew.</summary>
public sealed class WorkflowLifecycleTests
{
    [Fact]
    public void The_page_is_the_machine_as_it_is()
    {
        var (page, path) = (Page(), PagePath());
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, page);

        File.Exists(path).ShouldBeTrue("docs/lifecycle/workflow.md is missing; run this test with UPDATE_DOCS=1");
        File.ReadAllText(path).ShouldBe(page, "docs/lifecycle/workflow.md differs from the machine; run this test with UPDATE_DOCS=1 and commit it");
    }

    private static string Page()
    {
        var text = new StringBuilder("""
            # The life of a workflow's run

            Written from `WorkflowStateMachine` by `WorkflowLifecycleTests`; run that test with `UPDATE_DOCS=1` to write it anew.
            A run is planned before it is accepted, so that a graph which cannot run is an answer and no state.

            ```mermaid
            stateDiagram-v2
                [*] --> Running: Submitted

            """.ReplaceLineEndings("\n"));
        foreach (var step in TaskLifecycleTests.Steps(WorkflowStateMachineTests.Machine()))
            text.Append("    ").Append(step).Append('\n');
        foreach (var end in WorkflowStates.All.Where(WorkflowStates.IsEnd))
            text.Append("    ").Append(end).Append(" --> [*]: retention over\n");
        return text.Append("```\n").ToString();
    }

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/lifecycle/workflow.md"));
}
