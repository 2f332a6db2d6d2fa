using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;

namespace Swarm.Messaging.Tests.Agents;

public sealed class WorkloadGateTests
{
    [Theory]
    [InlineData("0", 10, 5)]
    [InlineData("0.2", 10, 4)]
    [InlineData("0.3", 10, 3)]
    [InlineData("0.5", 10, 2)]
    [InlineData("0.8", 10, 1)]
    [InlineData("0.9", 10, 0)]
    [InlineData("1", 10, 0)]
    [InlineData("0", 2, 2)]
    public void An_agent_has_slots_as_long_as_its_workload_is_below_the_gate(string reported, int most, int slots) =>
        WorkloadGate.Default.Slots(most, decimal.Parse(reported, System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(slots);

    [Fact]
    public void With_all_of_them_taken_it_is_at_the_gate_and_never_above_1()
    {
        foreach (var tenths in Enumerable.Range(0, 10))
        {
            var reported = tenths / 10m;
            var slots = WorkloadGate.Default.Slots(10, reported);
            WorkloadGate.Default.Workload(reported, slots).ShouldBeGreaterThanOrEqualTo(Math.Min(1, WorkloadGate.Default.Limit));
            WorkloadGate.Default.Workload(reported, slots).ShouldBeLessThanOrEqualTo(1);
            if (slots > 0)
                WorkloadGate.Default.Workload(reported, slots - 1).ShouldBeLessThan(WorkloadGate.Default.Limit);
        }
    }

    [Fact]
    public void Agents_of_other_kinds_have_what_they_offer()
    {
        State("ghl", 0.8m).SlotsNow.ShouldBe(1);
        State("text", 0.8m).SlotsNow.ShouldBe(10);
    }

    private static AgentState State(string kind, decimal workload) => new(
        new AgentDefinition { AgentId = "a", Kinds = [new AgentKind(kind)], Standing = new AgentStanding(workload) },
        default, default, true, false, BreakerStates.Closed, 0, 0, 0, 0);
}
