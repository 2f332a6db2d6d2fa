using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Execution;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A list in the wrong place was ignored with a warning that few read, and the agent, without lists, was sent every code task.</summary>
public sealed class AMisplacedFieldMadeAnAgentTakeEverythingTests
{
    [Theory]
    [InlineData("""{"agentId":"a","operations":["*:*"]}""", "operations", "[\"*:*\"]", "belongs into capabilities: capabilities.operations")]
    [InlineData("""{"agentId":"a","maxCapacitty":3}""", "maxCapacitty", "3", "did you mean maxCapacity?")]
    [InlineData("""{"agentId":"a","capabilities":{"filetypes":["py"]}}""", "capabilities.filetypes", "[\"py\"]", "did you mean fileTypes?")]
    [InlineData("""{"agentId":"a","capabilities":{"operations":["test"],"maxCapacity":1}}""", "capabilities.maxCapacity", "1", "there are fileTypes, operations, specializations")]
    [InlineData("""{"agentId":"a","kinds":[{"kind":"image","ops":["resize"]}]}""", "kinds[0].ops", "[\"resize\"]", "no such field")]
    public void It_is_refused_by_field_value_and_rule(string registration, string field, string value, string rule)
    {
        var found = new List<Violation>();

        AgentReader.Register(JsonElement.Parse(registration), found);

        var violation = found.ShouldHaveSingleItem();
        (violation.Field, violation.Value, violation.Code).ShouldBe((field, value, "unknown_field"));
        violation.Rule.ShouldContain(rule);
    }

    [Theory]
    [InlineData("""{"agentId":"a","capabilities":["*:*"]}""", "capabilities")]
    [InlineData("""{"agentId":"a","capabilities":{"operations":["*:*"]}}""", "capabilities.operations[0]")]
    [InlineData("""{"agentId":"a","capabilities":{"fileTypes":["*:*"]}}""", "capabilities.fileTypes[0]")]
    [InlineData("""{"agentId":"a","kinds":[{"kind":"image","operations":["*:*"]}]}""", "kinds[0].operations[0]")]
    [InlineData("""{"agentId":"a","tags":["*:*"]}""", "tags[0]")]
    public void A_pair_of_stars_is_no_name_of_anything(string registration, string field)
    {
        var found = new List<Violation>();

        AgentRules.Define(AgentReader.Register(JsonElement.Parse(registration), found), hasBroker: false, found);

        found.ShouldHaveSingleItem().Field.ShouldBe(field);
    }
}
