using System.Runtime.CompilerServices;
using System.Text;
using MassTransit;
using MassTransit.SagaStateMachine;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

/// <summary>docs/lifecycle/task.md is written from the machine. Run this test with UPDATE_DOCS=1 to write it anew.</summary>
public sealed class TaskLifecycleTests
{
    [Fact]
    public void The_page_is_the_machine_as_it_is()
    {
        var page = Page(TaskStateMachineTests.Machine());
        var path = PagePath();
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, page);
        }

        File.Exists(path).ShouldBeTrue("docs/lifecycle/task.md is missing; run this test with UPDATE_DOCS=1");
        File.ReadAllText(path).ShouldBe(page, "docs/lifecycle/task.md differs from the machine; run this test with UPDATE_DOCS=1 and commit it");
    }

    internal static string Page(TaskStateMachine machine)
    {
        var text = new StringBuilder("""
            # The life of a task

            Written from `TaskStateMachine` by `TaskLifecycleTests`; run that test with `UPDATE_DOCS=1` to write it anew.
            Every other pair of state and event changes nothing; each is decided, see the machine.

            ```mermaid
            stateDiagram-v2
                [*] --> Parked: Submitted
                [*] --> Placed: Submitted
                [*] --> Cancelled: Withheld

            """.ReplaceLineEndings("\n"));
        foreach (var step in Steps(machine))
            text.Append("    ").Append(step).Append('\n');
        foreach (var end in new[] { "Cancelled", "Completed", "DeadLettered" })
            text.Append("    ").Append(end).Append(" --> [*]: retention over\n");
        return text.Append("```\n").ToString();
    }

    internal static IEnumerable<string> Steps<TSaga>(MassTransitStateMachine<TSaga> machine)
        where TSaga : class, SagaStateMachineInstance
    {
        var graph = machine.GetGraph();
        // An edge leads from a state to an event's occurrence or from that to a state.
        return graph.Edges
            .Where(e => e.From.VertexType == typeof(State) && e.To.VertexType != typeof(State) && e.From.Title != "Initial")
            .SelectMany(into => graph.Edges
                .Where(e => e.From.Equals(into.To) && e.To.VertexType == typeof(State) && e.To.Title != into.From.Title)
                .Select(outOf => $"{into.From.Title} --> {outOf.To.Title}: {into.To.Title}"))
            .Distinct()
            .Order(StringComparer.Ordinal);
    }

    private static string PagePath([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/lifecycle/task.md"));
}
