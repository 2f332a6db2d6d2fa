using System.ComponentModel.DataAnnotations;
using Swarm.Messaging.Placement;

namespace Swarm.Messaging.Tests.Placement;

public sealed class PlacementOptionsTests
{
    [Fact]
    public void An_unknown_strategy_is_refused_with_the_known_ones()
    {
        var options = new PlacementOptions { Strategies = { ["code"] = "voting", ["ghl"] = PlacementStrategies.ResourceBased } };

        Failures(options).ShouldBe(
            ["Placement:Strategies:code is 'voting', which is no strategy; there are least-connections, weighted-round-robin, resource-based."]);
    }

    [Fact]
    public void A_negative_limit_is_refused()
    {
        var options = new PlacementOptions { KindLimits = { ["code"] = -1 } };

        Failures(options).ShouldHaveSingleItem().ShouldContain("KindLimits:code is -1");
    }

    [Fact]
    public void Defaults_are_valid()
    {
        var options = new PlacementOptions();

        Failures(options).ShouldBeEmpty();
        (options.StrategyOf("code"), options.LimitOf("code"), options.LimitOf("ghl")).ShouldBe((PlacementStrategies.LeastConnections, 50, 0));
    }

    private static IEnumerable<string> Failures(PlacementOptions options)
    {
        var found = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), found, validateAllProperties: true);
        return found.Select(f => f.ErrorMessage!);
    }
}
