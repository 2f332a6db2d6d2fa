using Swarm.Messaging.Execution;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A required field of a wrong type was told as wrong, and as missing; one that was read twice was told twice.</summary>
public sealed class OneFaultWasToldTwiceTests
{
    [Fact]
    public void What_was_given_is_not_missing_too() =>
        Reject(new("swarmId", "7", "A text."), new("swarmId", null, "Required."), new("swarmId", "7", "A text.")).ShouldBe(["swarmId = 7: A text."]);

    [Fact]
    public void Two_faults_of_one_field_are_two() =>
        Reject(new("reason", "x", "One line."), new("reason", "x", "Shorter."), new("amount", null, "Required.")).ShouldBe(["reason = x: One line.", "reason = x: Shorter.", "amount = : Required."]);

    private static string[] Reject(params Violation[] found)
    {
        var rejected = CommandRules.Reject("AnyCommand", null, found);
        rejected.Violations.ShouldAllBe(v => rejected.Message.Contains(v.Rule, StringComparison.Ordinal));
        return [.. rejected.Violations.Select(v => $"{v.Field} = {v.Value}: {v.Rule}")];
    }
}
