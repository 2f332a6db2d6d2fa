using System.ComponentModel.DataAnnotations;
using Swarm.Messaging.Placement;
using Swarm.Messaging.Placement.Flow;

namespace Swarm.Messaging.Tests.Placement;

public sealed class FlowBudgetsTests
{
    [Fact]
    public void A_location_has_what_the_CRM_lets_it_do()
    {
        var budgets = new PlacementOptions().BudgetsOfKeys;

        budgets.Names.ShouldBe(["location"]);
        budgets.Of("location").ShouldBe([new FlowRate(100, TimeSpan.FromSeconds(10)), new FlowRate(200_000, TimeSpan.FromDays(1))]);
        budgets.Of("pipeline").ShouldBeEmpty();
        budgets.Json.ShouldBe("""{"location":[[100,10000],[200000,86400000]]}""");
    }

    [Theory]
    [InlineData("5/250ms", 250)]
    [InlineData("5/3m", 180_000)]
    [InlineData(" 5/2h,", 7_200_000)]
    [InlineData("5/31d", 2_678_400_000)]
    public void Rates_are_read_in_every_unit(string text, long ms) =>
        new FlowBudgets([new("location", text)]).Of("location").ShouldHaveSingleItem().ShouldBe(new FlowRate(5, TimeSpan.FromMilliseconds(ms)));

    [Fact]
    public void An_empty_one_is_none()
    {
        FlowBudgets.Fault("location", "").ShouldBeNull();
        new FlowBudgets([new("location", "")]).Json.ShouldBe("{}");
    }

    [Theory]
    [InlineData("location", "100")]
    [InlineData("location", "0/10s")]
    [InlineData("location", "100/0s")]
    [InlineData("location", "100/32d")]
    [InlineData("location", "10000001/10s")]
    [InlineData("location", "99999999999/10s")]
    [InlineData("location", "1/9999999999d")]
    [InlineData("location", "100/10s; 5/1d")]
    [InlineData("location", "1/1s 1/2s 1/3s 1/4s 1/5s 1/6s 1/7s 1/8s 1/9s")]
    [InlineData("client", "100/10s")]
    [InlineData("operation", "100/10s")]
    [InlineData("agent", "100/10s")]
    [InlineData("Location", "100/10s")]
    public void What_cannot_be_is_refused_by_its_setting(string name, string rates)
    {
        var options = new PlacementOptions();
        options.Budgets[name] = rates;

        var fault = options.Validate(new ValidationContext(options)).ShouldHaveSingleItem();

        fault.ErrorMessage.ShouldNotBeNull().ShouldStartWith($"Placement:Budgets:{name} is ");
    }
}
