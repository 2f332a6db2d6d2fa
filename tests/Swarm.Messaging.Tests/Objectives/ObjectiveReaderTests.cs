using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Objectives;
using Swarm.Messaging.Tests.Agents.Catalog;

namespace Swarm.Messaging.Tests.Objectives;

public sealed class ObjectiveReaderTests
{
    [Theory]
    [InlineData("""{"objective":"too short"}""", "objective", "10..10000 characters without the blanks around them, required.")]
    [InlineData("""{"objective":"             "}""", "objective", "without the blanks around them")]
    [InlineData("""{"objective":"a            "}""", "objective", "without the blanks around them")]
    [InlineData("""{"objective":"long enough","strategy":"luck"}""", "strategy", "One of research, development, analysis, auto.")]
    [InlineData("""{"objective":"long enough","maxAgents":51}""", "maxAgents", "1..50.")]
    [InlineData("""{"objective":"long enough","maxTasks":0}""", "maxTasks", "1..500.")]
    [InlineData("""{"objective":"long enough","taskTimeoutMs":5}""", "taskTimeoutMs", "1000..86400000: milliseconds.")]
    [InlineData("""{"objective":"long enough","agentType":"data-scientist"}""", "agentType", "known by name alone")]
    public void Objective_OutsideItsBounds_NamesThem(string json, string field, string rule)
    {
        var found = new List<Violation>();

        ObjectiveReader.Objective(JsonElement.Parse(json), new ObjectiveOptions(), AgentCatalogTests.Catalog(), found);

        var violation = found.ShouldHaveSingleItem();
        violation.Field.ShouldBe(field);
        violation.Rule.ShouldContain(rule);
    }

    [Theory]
    [InlineData("""{"operation":"x","mode":"sideways"}""", "mode", "One of parallel, sequential, pipeline.")]
    [InlineData("""{"operation":"x","agents":0}""", "agents", "1..50.")]
    [InlineData("""{"operation":"x","priority":6}""", "priority", "1..5.")]
    [InlineData("""{"operation":"Not A Name"}""", "operation", "One that agents declare")]
    [InlineData("""{"form":"workflow","operations":["x","Not A Name"]}""", "operations[1]", "One that agents declare")]
    [InlineData("""{"operation":"x","kind":"code"}""", "kind", "and not code")]
    [InlineData("""{"operation":"x","kind":"A B"}""", "kind", "One that agents declare")]
    [InlineData("""{"operation":"x","agentType":"astronaut"}""", "agentType", "There is no agent type 'astronaut'")]
    public void Run_OutsideItsBounds_NamesThem(string json, string field, string rule)
    {
        var found = new List<Violation>();

        ObjectiveReader.Run(JsonElement.Parse(json), AgentCatalogTests.Catalog(), found);

        var violation = found.ShouldHaveSingleItem();
        violation.Field.ShouldBe(field);
        violation.Rule.ShouldContain(rule);
    }

    [Fact]
    public void A_type_that_an_operator_has_defined_is_asked_for()
    {
        var found = new List<Violation>();
        var catalog = AgentCatalogTests.Catalog(("astronaut", new() { Description = "Flies", Capabilities = ["flying"] }));

        var objective = ObjectiveReader.Objective(JsonElement.Parse("""{"objective":"long enough","agentType":"astronaut"}"""), new ObjectiveOptions(), catalog, found);

        found.ShouldBeEmpty();
        var work = ObjectivePlanner.Of(objective, new ObjectiveOptions(), catalog).ToWorkflow("w", "e", null, null, null, 1_000).Nodes![0].Configuration!.Value;
        work.GetProperty("requires")[0].GetString().ShouldBe("type:astronaut");
        work.GetProperty("payload").GetProperty("role").GetProperty("description").GetString().ShouldBe("Flies");
    }
}
