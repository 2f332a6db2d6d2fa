using System.Text.Json;
using Swarm.Messaging.Contracts.Objectives;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Objectives;
using Swarm.Messaging.Tests.Agents.Catalog;

namespace Swarm.Messaging.Tests.Objectives;

public sealed class ObjectivePlannerTests
{
    private static readonly ObjectiveOptions Options = new();

    [Theory]
    [InlineData("research", "research", "analysis", "documentation")]
    [InlineData("development", "design", "code", "test", "review")]
    [InlineData("analysis", "collect", "analyse", "report")]
    [InlineData("auto", "research", "code", "test")]
    [InlineData(null, "research", "code", "test")]
    public void Objective_EachStep_DependsOnTheOneBefore(string? strategy, params string[] steps)
    {
        var workflow = Workflow(ObjectivePlanner.Of(new SubmitObjective { Objective = "Conquer the field", Strategy = strategy }, Options, AgentCatalogTests.Catalog()));

        workflow.Nodes!.Select(n => n.Id).ShouldBe(steps);
        workflow.Edges!.Select(e => (e.Source, e.Target)).ShouldBe(steps.Zip(steps.Skip(1), (a, b) => ((string?)a, (string?)b)));
        workflow.Nodes![0].TimeoutMs.ShouldBe(1_800_000);
        workflow.Nodes![1].Configuration!.Value.GetProperty("payload").GetProperty("previous").GetProperty("$from").GetString().ShouldBe($"/results/{steps[0]}");
    }

    [Fact]
    public void Objective_SeveralAgents_TheirResultsBecomeOneForTheNextStep()
    {
        var plan = ObjectivePlanner.Of(new SubmitObjective { Objective = "Conquer the field", Strategy = "research", AgentsPerStep = 2, Aggregation = "merge" }, Options, AgentCatalogTests.Catalog());
        var workflow = Workflow(plan);

        plan.Tasks.ShouldBe(6);
        workflow.Nodes!.Take(4).Select(n => (n.Id, n.Type)).ShouldBe([("research-1", "task"), ("research-2", "task"), ("research", "aggregate"), ("analysis-1", "task")]);
        workflow.Edges!.Take(4).Select(e => (e.Source, e.Target)).ShouldBe([("research-1", "research"), ("research-2", "research"), ("research", "analysis-1"), ("research", "analysis-2")]);
    }

    [Theory]
    [InlineData(null, 3, 300_000)]
    [InlineData("extraction", 3, 600_000)]
    public void Run_Parallel_ThreeAgentsUnlessSaid(string? form, int agents, long timeout)
    {
        var workflow = Workflow(ObjectivePlanner.Of(new RunOnAgents { Form = form, Operation = "read" }, Options));

        workflow.Nodes!.Count(n => n.Type == "task").ShouldBe(agents);
        workflow.Nodes![0].TimeoutMs.ShouldBe(timeout);
        workflow.Nodes![^1].Configuration!.Value.GetProperty("how").GetString().ShouldBe(form is null ? "collect" : "merge");
    }

    /// <summary>What docs/objectives.md and the contracts say.</summary>
    [Theory]
    [InlineData(null, "ghl")]
    [InlineData("objective", "objective")]
    public void Run_WithoutAKind_IsWorkInTheCrm(string? kind, string expected) =>
        Workflow(ObjectivePlanner.Of(new RunOnAgents { Operation = "read", Kind = kind }, Options)).Nodes![0]
            .Configuration!.Value.GetProperty("kind").GetString().ShouldBe(expected);

    [Theory]
    [InlineData("sequential", "/input", "/input")]
    [InlineData("pipeline", "/input", "/results/step-1")]
    public void Run_OneAfterAnother_GetsInputOrWhatWasBefore(string mode, string first, string second)
    {
        var workflow = Workflow(ObjectivePlanner.Of(new RunOnAgents { Mode = mode, Operation = "read", Agents = 2 }, Options));

        workflow.Nodes!.Select(n => n.Configuration!.Value.GetProperty("payload").GetProperty("input").GetProperty("$from").GetString()).ShouldBe([first, second]);
        workflow.Edges!.ShouldHaveSingleItem();
    }

    [Theory]
    [InlineData(3, null, 3)]
    [InlineData(12, null, 5)]
    [InlineData(12, 4, 4)]
    public void Run_Bulk_SharesItemsOutEvenly(int count, int? agents, int parts)
    {
        var items = Enumerable.Range(0, count).Select(i => JsonElement.Parse($"{i}")).ToList();
        var workflow = Workflow(ObjectivePlanner.Of(new RunOnAgents { Form = "bulk", Operation = "add", Items = items, Agents = agents }, Options));

        var shares = workflow.Nodes!.Where(n => n.Type == "task").Select(n => n.Configuration!.Value.GetProperty("payload").GetProperty("items")).ToList();
        shares.Count.ShouldBe(parts);
        shares.SelectMany(s => s.EnumerateArray()).Select(i => i.GetInt32()).ShouldBe(Enumerable.Range(0, count));
        (shares.Max(s => s.GetArrayLength()) - shares.Min(s => s.GetArrayLength())).ShouldBeLessThanOrEqualTo(1);
        workflow.Nodes![0].TimeoutMs.ShouldBe(1_800_000);
    }

    [Fact]
    public void Run_Workflow_ItsOperationsInTheirOrder() =>
        Workflow(ObjectivePlanner.Of(new RunOnAgents { Form = "workflow", Operations = ["a", "b"] }, Options))
            .Nodes!.Select(n => (n.Configuration!.Value.GetProperty("operation").GetString(), n.TimeoutMs)).ShouldBe([("a", 900_000L), ("b", 900_000L)]);

    [Theory]
    [InlineData("""{"objective":"too short"}""", "objective")]
    [InlineData("""{"objective":"long enough now","strategy":"luck"}""", "strategy")]
    [InlineData("""{"objective":"long enough now","maxAgents":51}""", "maxAgents")]
    [InlineData("""{"objective":"long enough now","maxTasks":501}""", "maxTasks")]
    [InlineData("""{"objective":"long enough now","agentsPerStep":11}""", "agentsPerStep")]
    [InlineData("""{"objective":"long enough now","agentsPerStep":4,"maxTasks":11}""", "maxTasks")]
    [InlineData("""{"objective":"long enough now","agents":3}""", "agents")]
    public void Objective_WhatCannotBe_IsRefused(string json, string field)
    {
        var found = new List<Violation>();
        ObjectiveReader.Objective(JsonElement.Parse(json), Options, AgentCatalogTests.Catalog(), found);
        found.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    [Theory]
    [InlineData("""{"mode":"both","operation":"a"}""", "mode")]
    [InlineData("""{"form":"bulk","operation":"a"}""", "items")]
    [InlineData("""{"form":"workflow"}""", "operations")]
    [InlineData("""{}""", "operation")]
    [InlineData("""{"operation":"a","priority":6}""", "priority")]
    public void Run_WhatCannotBe_IsRefused(string json, string field)
    {
        var found = new List<Violation>();
        ObjectiveReader.Run(JsonElement.Parse(json), AgentCatalogTests.Catalog(), found);
        found.ShouldHaveSingleItem().Field.ShouldBe(field);
    }

    private static SubmitWorkflow Workflow(ObjectivePlan plan) => plan.ToWorkflow("w", "e", null, null, null, 1000);
}
