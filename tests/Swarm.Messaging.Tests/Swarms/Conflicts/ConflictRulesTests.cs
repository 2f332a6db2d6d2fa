using Swarm.Messaging.Swarms.Conflicts;

namespace Swarm.Messaging.Tests.Swarms.Conflicts;

public sealed class ConflictRulesTests
{
    private static readonly DateTimeOffset Old = DateTimeOffset.UnixEpoch.AddDays(1);
    private static readonly DateTimeOffset New = DateTimeOffset.UnixEpoch.AddDays(2);

    [Theory]
    [InlineData("high", "normal", true, 3, 2)]
    [InlineData("low", "normal", false, 1, 2)]
    [InlineData("normal", "normal", true, 2, 2)]
    [InlineData(null, "low", true, 2, 1)]
    [InlineData("whatever", "high", false, 2, 3)]
    [InlineData("HIGH", "high", true, 3, 3)]
    public void ByPriority_TakesTheHigher_AndTheFirstOfEqualOnes(string? a, string? b, bool first, int ofA, int ofB)
    {
        var verdict = ConflictRules.ByPriority(new("A", a, null), new("B", b, null));

        verdict.First.ShouldBe(first);
        verdict.Strategy.ShouldBe("priority");
        verdict.Reason.ShouldStartWith($"A has priority {ofA}, B has {ofB}");
    }

    [Fact]
    public void ByTimestamp_TakesTheOlder_TheFirstOfEqualOnes_AndOneOfUnknownAgeLast()
    {
        ConflictRules.ByTimestamp(new("A", null, New), new("B", null, Old)).First.ShouldBeFalse();
        ConflictRules.ByTimestamp(new("A", null, Old), new("B", null, Old)).First.ShouldBeTrue();
        ConflictRules.ByTimestamp(new("A", null, null), new("B", null, New)).First.ShouldBeFalse();
        ConflictRules.ByTimestamp(new("A", null, New), new("B", null, null)).First.ShouldBeTrue();
        ConflictRules.ByTimestamp(new("A", null, null), new("B", null, null)).First.ShouldBeTrue();
    }

    [Fact]
    public void ByVotes_TakesTheMajority_ThenThePriority_ThenTheOlder()
    {
        var (a, b) = (new Party("A", "low", New), new Party("B", "normal", Old));
        ConflictRules.ByVotes(a, b, 2, 3).ShouldBe(new ConflictVerdict(false, "voting", "2 votes for A, 3 for B"));
        ConflictRules.ByVotes(a, b, 1, 0).First.ShouldBeTrue("one vote is a majority of the votes cast");
        ConflictRules.ByVotes(a, b, 2, 2).First.ShouldBeFalse("B has the higher priority");
        ConflictRules.ByVotes(a with { Priority = "normal" }, b, 0, 0).First.ShouldBeFalse("B is older");
        ConflictRules.ByVotes(b with { Id = "A" }, a with { Id = "B", Priority = "normal" }, 0, 0).First.ShouldBeTrue("A is older");
        ConflictRules.ByVotes(a, b, 2, 2).Strategy.ShouldBe("voting");
    }

    [Theory]
    [InlineData(null, "priority")]
    [InlineData("by lot", "priority")]
    [InlineData("timestamp", "timestamp")]
    [InlineData("voting", "voting")]
    public void StrategyOf_AnUnknownName_IsPriority(string? name, string expected) => ConflictRules.StrategyOf(name).ShouldBe(expected);
}
