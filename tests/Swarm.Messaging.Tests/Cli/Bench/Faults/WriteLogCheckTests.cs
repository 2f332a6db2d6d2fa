using Swarm.Messaging.Cli.Bench.Faults;
using Swarm.Messaging.Swarms.Leadership;

namespace Swarm.Messaging.Tests.Cli.Bench.Faults;

/// <summary>The check must find what it is there for.</summary>
public sealed class WriteLogCheckTests
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Violations_NoneInASoundLog() => WriteLogCheck.Violations(
        [W(1, "a", "acquire"), W(1, "a", "renew"), W(1, "a", "assign"), W(1, "a", "release"), W(2, "b", "acquire"), W(2, "b", "end"), W(3, "a2", "acquire"), W(3, "a2", "renew")]).ShouldBeEmpty();

    [Fact]
    public void Violations_NoneInAnEmptyLog() => WriteLogCheck.Violations([]).ShouldBeEmpty();

    [Fact]
    public void Violations_AStaleLeaderThatWroteIsFound() => WriteLogCheck.Violations(
        [W(1, "a", "acquire"), W(2, "b", "acquire"), W(1, "a", "assign"), W(2, "b", "renew")]).ShouldHaveSingleItem().ShouldContain("assign of epoch 1");

    [Fact]
    public void Violations_TwoOwnersOfAnEpochAreFound() => WriteLogCheck.Violations(
        [W(1, "a", "acquire"), W(1, "b", "renew")]).ShouldHaveSingleItem().ShouldContain("two owners");

    [Fact]
    public void Violations_AnEpochThatIsAcquiredTwiceIsFound() => WriteLogCheck.Violations(
        [W(1, "a", "acquire"), W(1, "a", "acquire")]).ShouldHaveSingleItem().ShouldContain("acquired again");

    [Fact]
    public void Violations_AWriteAfterTheEndIsFound() => WriteLogCheck.Violations(
        [W(1, "a", "acquire"), W(1, "a", "release"), W(1, "a", "assign")]).ShouldHaveSingleItem().ShouldContain("after it had ended");

    [Fact]
    public void Violations_AnEpochThatWasLeftOutOrBeganWithoutAcquisitionIsFound()
    {
        WriteLogCheck.Violations([W(1, "a", "acquire"), W(3, "b", "acquire")]).ShouldHaveSingleItem().ShouldContain("follows epoch 1");
        WriteLogCheck.Violations([W(1, "a", "acquire"), W(2, "b", "renew")]).ShouldHaveSingleItem().ShouldContain("begins with renew");
    }

    [Fact]
    public void Early_AnAcquisitionBeforeTheLeaseBeforeItHasRunOutIsFound()
    {
        var lease = TimeSpan.FromSeconds(15);

        WriteLogCheck.Early([W(1, "a", "acquire"), W(1, "a", "renew", 5), W(2, "b", "acquire", 20)], lease).ShouldBeEmpty();
        WriteLogCheck.Early([W(1, "a", "acquire"), W(1, "a", "release", 6), W(2, "b", "acquire", 6)], lease).ShouldBeEmpty();
        WriteLogCheck.Early([W(1, "a", "acquire"), W(1, "a", "renew", 5), W(2, "b", "acquire", 19)], lease).ShouldHaveSingleItem().ShouldContain("Epoch 2");
    }

    private static LeaderWrite W(long epoch, string owner, string kind, int second = 0) => new(epoch, owner, kind, Start.AddSeconds(second));
}
