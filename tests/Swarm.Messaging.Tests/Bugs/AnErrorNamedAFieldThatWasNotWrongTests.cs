using System.Text.Json;
using Swarm.Messaging.Distribution.Operations;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Flow;
using Swarm.Messaging.Objectives;
using Swarm.Messaging.Tests.Agents.Catalog;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>What was wrong was blamed on a field that was not given, was said twice in other words, or was taken.</summary>
public sealed class AnErrorNamedAFieldThatWasNotWrongTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    [Theory]
    [InlineData("maxDuration", "0")]
    [InlineData("maxDuration", "86400001")]
    [InlineData("estimatedDuration", "-1")]
    [InlineData("memoryRequired", "-1")]
    public void Of_a_CRM_task_it_is_the_one_that_was_given(string field, string value)
    {
        var found = new List<Violation>();

        CrmReader.Task(JsonElement.Parse($$$"""{"operation":"tag_add","requirements":{"{{{field}}}":{{{value}}}}}"""), "", found);

        found.ShouldHaveSingleItem().Field.ShouldBe($"requirements.{field}");
    }

    [Fact]
    public void A_limit_of_which_something_is_wrong_is_not_said_to_have_nothing()
    {
        var found = new List<Violation>();

        FlowReader.Limit(JsonElement.Parse("""{"key":"client:acme","concurrency":"five"}"""), found, [], out _);

        found.ShouldHaveSingleItem().Rule.ShouldContain("whole number");
    }

    [Theory]
    [InlineData("2026-01-03T08:00:00", false)]
    [InlineData("2026-01-03", false)]
    [InlineData("2026-01-03T08:00:00Z", true)]
    [InlineData("2026-01-03T08:00:00+02:00", true)]
    public void The_end_of_a_pause_has_its_zone(string until, bool isTaken)
    {
        var found = new List<Violation>();

        FlowReader.Pause(JsonElement.Parse($$"""{"key":"client:acme","until":"{{until}}"}"""), found, [], "ann", Now);

        found.Select(v => v.Field).ShouldBe(isTaken ? [] : ["until"]);
    }

    [Fact]
    public void An_objective_of_blanks_says_nothing()
    {
        var found = new List<Violation>();

        ObjectiveReader.Objective(JsonElement.Parse("""{"objective":"                    "}"""), new ObjectiveOptions(), AgentCatalogTests.Catalog(), found);

        found.ShouldHaveSingleItem().Field.ShouldBe("objective");
    }
}
