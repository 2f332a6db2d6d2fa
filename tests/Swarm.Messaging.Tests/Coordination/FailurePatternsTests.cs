using Swarm.Messaging.Coordination;

namespace Swarm.Messaging.Tests.Coordination;

public sealed class FailurePatternsTests
{
    [Fact]
    public void In_FourOfAKind_IsNone() => FailurePatterns.In(Failures(4, "test", i => $"e{i}"), 5).ShouldBeEmpty();

    [Fact]
    public void In_FiveOfTheSameType_IsAPattern()
    {
        var found = FailurePatterns.In([.. Failures(5, "test", i => i < 3 ? "often" : $"e{i}"), .. Failures(3, "edit", i => $"x{i}")], 5);

        var pattern = found.ShouldHaveSingleItem();
        (pattern.Name, pattern.TaskType, pattern.Error, pattern.Count, pattern.Timeframe).ShouldBe(("type:test", "test", "often", 5, 4_000));
    }

    [Fact]
    public void In_FiveOfTheSameMessage_IsAPattern()
    {
        var found = FailurePatterns.In([.. Failures(3, "test", _ => "disk full"), .. Failures(2, "edit", _ => "disk full")], 5);

        var pattern = found.ShouldHaveSingleItem();
        (pattern.Name, pattern.TaskType, pattern.Error, pattern.Count).ShouldBe(("error:disk full", "test", "disk full", 5));
    }

    [Fact]
    public void In_SameTypeAndMessage_AreTwoPatterns() => FailurePatterns.In(Failures(6, "test", _ => "no"), 5).Count.ShouldBe(2);

    private static List<TaskFailure> Failures(int count, string type, Func<int, string> error) =>
        [.. Enumerable.Range(0, count).Select(i => new TaskFailure($"{type}{i}", new($"{type}{i}", type, "code", "c"), error(i), "broken", null, 10_000 - (i * 1_000)))];
}
