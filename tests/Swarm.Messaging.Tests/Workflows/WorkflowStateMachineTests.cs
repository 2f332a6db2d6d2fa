using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Tests.Workflows;

public sealed class WorkflowStateMachineTests
{
    internal static WorkflowStateMachine Machine() => new(new WorkflowVerbs(null!, null!, null!, Options.Create(new WorkflowOptions())));

    [Fact]
    public void Every_event_is_decided_in_every_state()
    {
        var machine = Machine();

        foreach (var state in machine.States.Where(s => s.Name is not ("Initial" or "Final")))
        {
            machine.Events.Except(machine.NextEvents(state)).Select(e => e.Name)
                .ShouldBeEmpty($"events that {state.Name} neither acts on nor ignores");
        }
    }

    [Fact]
    public void Only_a_submission_begins_a_run() =>
        Machine().NextEvents(Machine().Initial).Select(e => e.Name).ShouldBe(["Submitted"]);

    [Fact]
    public void Its_states_are_those_of_the_contract() =>
        Machine().States.Select(s => s.Name).Except(["Initial", "Final"]).ShouldBe(WorkflowStates.All, ignoreOrder: true);
}
