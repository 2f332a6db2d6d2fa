using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Tests.Intake;

public sealed class NearestNameTests
{
    private static readonly string[] Known = ["taskId", "payload", "priority", "rank"];

    [Theory]
    [InlineData("taskid", "taskId")]
    [InlineData("paylod", "payload")]
    [InlineData("prioritie", "priority")]
    [InlineData("rang", "rank")]
    [InlineData("rnak", "rank")]
    public void A_slip_is_recognised(string name, string meant) => NearestName.Of(name, Known).ShouldBe(meant);

    [Theory]
    [InlineData("colour")]
    [InlineData("")]
    public void Nothing_near_is_nothing(string name) => NearestName.Of(name, Known).ShouldBeNull();

    [Fact]
    public void An_endless_name_costs_nothing() => NearestName.Of(new string('x', 100_000), Known).ShouldBeNull();
}
