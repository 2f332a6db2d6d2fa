using System.Text.Json;
using Swarm.Messaging.Swarms.Recovery;

namespace Swarm.Messaging.Tests.Swarms.Recovery;

public sealed class RecoveryPlannerTests
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(5);

    [Fact]
    public void One_task_of_each_sort_and_an_agent()
    {
        var plan = RecoveryPlanner.Plan(State(["completed", "in_progress", "pending"], agents: 1), Fresh);

        plan.ShouldSatisfyAllConditions(
            p => p.ResumeFrom.ShouldBe("in_progress"), p => (p.CompletedTasks, p.InProgressTasks, p.PendingTasks).ShouldBe((1, 1, 1)), p => p.Progress.ShouldBe(0.33m),
            p => p.NextActions.Count.ShouldBe(4), p => p.EstimatedTime.ShouldBe("1 minutes"), p => p.Confidence.ShouldBe(0.95m));
    }

    [Fact]
    public void Four_tasks_and_three_agents() =>
        RecoveryPlanner.Plan(State(["completed", "in_progress", "pending", "pending"], agents: 3), Fresh).Progress.ShouldBe(0.25m);

    [Fact]
    public void Nothing_in_progress_resumes_from_pending() => RecoveryPlanner.Plan(State(["completed", "pending"]), Fresh)
        .ShouldSatisfyAllConditions(p => p.ResumeFrom.ShouldBe("pending"), p => p.NextActions.Count.ShouldBe(3), p => p.Progress.ShouldBe(0.5m));

    [Theory]
    [InlineData(0, "0 seconds")]
    [InlineData(1, "30 seconds")]
    [InlineData(2, "1 minutes")]
    [InlineData(3, "2 minutes")]
    [InlineData(119, "60 minutes")]
    [InlineData(120, "1 hours")]
    [InlineData(300, "3 hours")]
    public void The_time_is_thirty_seconds_for_each_task_that_is_left(int tasks, string time) =>
        RecoveryPlanner.Plan(State([.. Enumerable.Repeat("pending", tasks), "completed"]), Fresh).EstimatedTime.ShouldBe(time);

    [Theory]
    [InlineData(59, 0, 0, 0.8)]
    [InlineData(60, 0, 0, 0.7)]
    [InlineData(299, 1, 0, 0.8)]
    [InlineData(300, 0, 0, 0.5)]
    [InlineData(300, 1, 0, 0.6)]
    [InlineData(300, 1, 1, 0.7)]
    [InlineData(60, 1, 1, 0.9)]
    [InlineData(59, 1, 1, 0.95)]
    public void Confidence_comes_of_age_tasks_and_agents(int seconds, int tasks, int agents, double confidence) => RecoveryPlanner.Plan(
        State([.. Enumerable.Repeat("pending", tasks)], agents), TimeSpan.FromSeconds(seconds)).Confidence.ShouldBe((decimal)confidence);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"tasks":"many","agents":7}""")]
    [InlineData("""{"tasks":[1,{"status":2},null]}""")]
    public void What_is_no_task_list_plans_without(string state) =>
        RecoveryPlanner.Plan(JsonElement.Parse(state), Fresh).ShouldSatisfyAllConditions(p => p.Progress.ShouldBe(0), p => p.ResumeFrom.ShouldBe("pending"), p => p.CompletedTasks.ShouldBe(0));

    private static JsonElement State(string[] tasks, int agents = 0) => JsonSerializer.SerializeToElement(new
    {
        tasks = tasks.Select(status => new { status }), agents = Enumerable.Range(0, agents).Select(n => new { id = n }),
    });
}
