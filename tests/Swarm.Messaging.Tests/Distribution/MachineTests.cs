using System.Runtime.CompilerServices;
using System.Text;
using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Distribution;
using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Distribution.Sessions;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Tests.Tasks;

namespace Swarm.Messaging.Tests.Distribution;

/// <summary>Windows, batches and sessions as machines. docs/lifecycle/ has their pages; run these tests with UPDATE_DOCS=1 to write them anew.</summary>
public sealed class MachineTests
{
    private static readonly IOptions<DistributionOptions> Settings = Options.Create(new DistributionOptions());

    internal static BatchWindowStateMachine Window() => new(new BatchWindowVerbs(Settings));

    internal static BatchStateMachine Batch() => new(new BatchVerbs(Settings));

    [Fact]
    public void Every_event_is_decided_in_every_state_of_a_window() => Decided(Window());

    [Fact]
    public void Every_event_is_decided_in_every_state_of_a_batch() => Decided(Batch());

    [Fact]
    public void Every_event_is_decided_in_every_state_of_a_session() => Decided(new SessionStateMachine());

    [Fact]
    public void The_page_of_batches_is_the_machines_as_they_are() => Same("batch.md", """
        # The life of a batch

        Written from `BatchWindowStateMachine` and `BatchStateMachine` by `MachineTests`; run that test with `UPDATE_DOCS=1` to write it anew.
        A window collects the tasks of one client and operation and outlasts its batches: a batch is pending while its window is collecting, and is a saga of
        its own from its flush on.

        """, ("Window", Window(), "Collecting", "Joined"), ("Batch", Batch(), "Processing", "Begun"));

    [Fact]
    public void The_page_of_sessions_is_the_machine_as_it_is() => Same("session.md", """
        # The life of a browser session

        Written from `SessionStateMachine` by `MachineTests`; run that test with `UPDATE_DOCS=1` to write it anew.
        Placement decides what becomes of a session, by the scripts that take and give back its slots; this is what it tells of it.

        """, ("Session", new SessionStateMachine(), "Active", "Opened"));

    private static void Decided<TSaga>(MassTransitStateMachine<TSaga> machine)
        where TSaga : class, IStoredSagaInstance
    {
        foreach (var state in machine.States.Where(s => s.Name is not ("Initial" or "Final")))
        {
            machine.Events.Except(machine.NextEvents(state)).Select(e => e.Name)
                .ShouldBeEmpty($"events that {state.Name} neither acts on nor ignores");
        }
    }

    private static void Same(string name, string head, params (string Title, object Machine, string First, string By)[] machines)
    {
        var text = new StringBuilder(head.ReplaceLineEndings("\n"));
        foreach (var (title, machine, first, by) in machines)
        {
            if (machines.Length > 1)
                text.Append("\n## ").Append(title).Append('\n');
            text.Append("\n```mermaid\nstateDiagram-v2\n    [*] --> ").Append(first).Append(": ").Append(by).Append('\n');
            foreach (var step in Steps(machine))
                text.Append("    ").Append(step).Append('\n');
            text.Append("```\n");
        }

        var (page, path) = (text.ToString(), PathOf(name));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, page);
        File.Exists(path).ShouldBeTrue($"{name} is missing; run this test with UPDATE_DOCS=1");
        File.ReadAllText(path).ShouldBe(page, $"{name} differs from the machine; run this test with UPDATE_DOCS=1 and commit it");
    }

    private static IEnumerable<string> Steps(object machine) => machine switch
    {
        BatchWindowStateMachine window => TaskLifecycleTests.Steps(window),
        BatchStateMachine batch => TaskLifecycleTests.Steps(batch),
        SessionStateMachine session => TaskLifecycleTests.Steps(session),
        _ => [],
    };

    private static string PathOf(string name, [CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/lifecycle", name));
}
