using System.Runtime.CompilerServices;
using System.Text;
using MassTransit;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Tests.Tasks;

namespace Swarm.Messaging.Tests.Swarms;

/// <summary>Swarms as machines. docs/lifecycle/swarm.md is written from them; run these tests with UPDATE_DOCS=1 to write it anew.</summary>
public sealed class SwarmMachineTests
{
    [Fact]
    public void Every_event_is_decided_in_every_state_of_a_swarm() => Decided(new SwarmStateMachine());

    [Fact]
    public void Every_event_is_decided_in_every_state_of_a_recovery() => Decided(Recovery());

    [Fact]
    public void The_page_of_swarms_is_the_machine_as_it_is()
    {
        var text = new StringBuilder("""
            # The life of a swarm

            Written from `SwarmStateMachine` and `RecoveryStateMachine` by `SwarmMachineTests`; run that test with `UPDATE_DOCS=1` to write it anew.
            The registry's scripts decide what becomes of a swarm; the first machine is what they tell of it. The second brings an interrupted swarm back.

            """.ReplaceLineEndings("\n"));
        text.Append("\n## Swarm\n");
        Draw(text, "Initializing", "Opened", TaskLifecycleTests.Steps(new SwarmStateMachine()));
        text.Append("\n## Recovery\n");
        Draw(text, "Waiting", "Interrupted", TaskLifecycleTests.Steps(Recovery()));
        Same("swarm.md", text.ToString());
    }

    private static RecoveryStateMachine Recovery() => new(new RecoveryVerbs(new FixedOptions()));

    private static void Decided<TSaga>(MassTransitStateMachine<TSaga> machine)
        where TSaga : class, IStoredSagaInstance
    {
        foreach (var state in machine.States.Where(s => s.Name is not ("Initial" or "Final")))
        {
            machine.Events.Except(machine.NextEvents(state)).Select(e => e.Name)
                .ShouldBeEmpty($"events that {state.Name} neither acts on nor ignores");
        }
    }

    private static void Draw(StringBuilder text, string first, string by, IEnumerable<string> steps)
    {
        text.Append("\n```mermaid\nstateDiagram-v2\n    [*] --> ").Append(first).Append(": ").Append(by).Append('\n');
        foreach (var step in steps)
            text.Append("    ").Append(step).Append('\n');
        text.Append("```\n");
    }

    private static void Same(string name, string page, [CallerFilePath] string here = "")
    {
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../docs/lifecycle", name));
        if (Environment.GetEnvironmentVariable("UPDATE_DOCS") == "1")
            File.WriteAllText(path, page);
        File.Exists(path).ShouldBeTrue($"{name} is missing; run this test with UPDATE_DOCS=1");
        File.ReadAllText(path).ShouldBe(page, $"{name} differs from the machine; run this test with UPDATE_DOCS=1 and commit it");
    }

    private sealed class FixedOptions : IOptionsMonitor<SwarmsOptions>
    {
        public SwarmsOptions CurrentValue { get; } = new();

        public SwarmsOptions Get(string? name) => CurrentValue;

        public IDisposable? OnChange(Action<SwarmsOptions, string?> listener) => null;
    }
}
