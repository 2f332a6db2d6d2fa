using Swarm.Messaging.Distribution.Batching;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Tests.Distribution.Batching;

public sealed class BulkFitTests
{
    [Fact]
    public void Against_TheSameInAnotherOrder_Null() =>
        BulkFit.Against([Task("a", ["tool:x", "tool:y"], "location:l1", "pipeline:p1"), Task("b", ["tool:y", "tool:x"], "location:l1", "pipeline:p2")]).ShouldBeNull();

    [Fact]
    public void Against_TasksOfBeforeThereWereCourses_Null() =>
        BulkFit.Against([new TaskSaga { Id = "a" }, new TaskSaga { Id = "b" }]).ShouldBeNull();

    [Fact]
    public void Against_OneThatAsksForMore_NamesBoth() =>
        BulkFit.Against([Task("a", [], "location:l1"), Task("b", ["tool:y", "tool:x"], "location:l1")]).ShouldBe("a asks for nothing, b for tool:x and tool:y");

    [Fact]
    public void Against_TwoLocations_NamesThem() =>
        BulkFit.Against([Task("a", [], "location:l1"), Task("b", [], "location:l2")])!.ShouldContain("location:l1 and location:l2");

    [Theory]
    [InlineData(7, true)]
    [InlineData(8, false)]
    public void Against_MoreKeysOfLimitsThanOneTaskCountsFor_Refused(int keys, bool fits) =>
        (BulkFit.Against([.. Enumerable.Range(0, keys).Select(i => Task($"t{i}", [], "location:l1", $"pipeline:p{i}"))]) is null).ShouldBe(fits);

    private static TaskSaga Task(string id, List<string> tags, params string[] flow) => new()
    {
        Id = id, Tags = tags, Course = new TaskCourse { Route = "contact_create", Phase = TaskPhases.Open, Why = "", Flow = flow },
    };
}
