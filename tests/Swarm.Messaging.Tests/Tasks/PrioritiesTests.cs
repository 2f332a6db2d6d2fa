using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Tasks;

public sealed class PrioritiesTests
{
    [Theory]
    [InlineData("Critical", 0)]
    [InlineData("urgent", 0)]
    [InlineData("High", 5)]
    [InlineData("normal", 10)]
    [InlineData(null, 10)]
    [InlineData("LOW", 50)]
    [InlineData("background", 100)]
    public void Names_have_ranks(string? name, int rank)
    {
        var warnings = new List<string>();

        Priorities.Rank(name, warnings).ShouldBe(rank);
        warnings.ShouldBeEmpty();
    }

    [Fact]
    public void An_unknown_name_is_normal_and_says_so()
    {
        var warnings = new List<string>();

        Priorities.Rank("soonish", warnings).ShouldBe(10);
        warnings.ShouldHaveSingleItem().ShouldStartWith("unknown_priority: ");
    }
}
