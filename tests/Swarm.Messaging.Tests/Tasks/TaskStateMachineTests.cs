using Microsoft.Extensions.Options;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class TaskStateMachineTests
{
    internal static TaskStateMachine Machine() => new(new TaskVerbs(
        new TaskPolicies([], new OperationCatalog([])), Options.Create(new TaskOptions()), new Random(1)));

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
    public void Only_a_submission_begins_a_task_and_one_may_be_withheld_before() =>
        Machine().NextEvents(Machine().Initial).Select(e => e.Name).ShouldBe(["Submitted", "Withheld"], ignoreOrder: true);

    [Fact]
    public void Its_states_are_those_of_the_contract() =>
        Machine().States.Select(s => s.Name).Except(["Initial", "Final"]).ShouldBe(Contracts.Tasks.TaskStates.All, ignoreOrder: true);
}
