using System.Text.Json;
using MassTransit.Serialization;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Contracts.Agents;
using Swarm.Messaging.Contracts.Flow;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>MassTransit writes a decimal as a text. An agent that said its health over the bus, and a weight set there, were refused: "A number."</summary>
public sealed class ANumberOfAnAgentOnTheBusWasRefusedTests
{
    [Fact]
    public void What_an_agent_says_of_itself_is_read()
    {
        var found = new List<Violation>();
        var read = AgentReader.Register(Sent(new RegisterAgent { AgentId = "a", Workload = 0.2m, Health = 1, SuccessRate = 0.95m, Quality = 0.9m, Reliability = 0.05m }), found);

        found.ShouldBeEmpty();
        (read.Workload, read.Health, read.SuccessRate, read.Quality, read.Reliability).ShouldBe((0.2m, 1m, 0.95m, 0.9m, 0.05m));
    }

    [Fact]
    public void So_is_a_weight() => Fields(new SetLimit { Key = "client:acme", Weight = 2.5m }).Decimal("weight").ShouldBe(2.5m);

    [Theory]
    [InlineData("\"many\"")]
    [InlineData("\"\"")]
    [InlineData("true")]
    [InlineData("\"1,5\"")]
    public void What_is_no_number_is_still_refused(string json)
    {
        var found = new List<Violation>();
        new JsonFields(JsonElement.Parse($$"""{"weight":{{json}}}"""), "", found).Decimal("weight").ShouldBeNull();
        found.ShouldHaveSingleItem().Field.ShouldBe("weight");
    }

    private static JsonFields Fields(object message) => new(Sent(message), "", []);

    private static JsonElement Sent(object message) => JsonSerializer.SerializeToElement(message, message.GetType(), SystemTextJsonMessageSerializer.Options);
}
