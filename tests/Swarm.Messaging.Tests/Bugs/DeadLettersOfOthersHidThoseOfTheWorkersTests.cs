using System.Globalization;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Workers.Reports;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>The report looked at 1,000 tasks of all kinds and counted those of workers among them.</summary>
public sealed class DeadLettersOfOthersHidThoseOfTheWorkersTests
{
    [Fact]
    public async Task They_are_found_behind_a_page_of_others() =>
        (await WorkerReports.OfWorkersAsync(cursor => Task.FromResult(cursor is null ? Page("basic", "2") : Page("process", null)))).Count.ShouldBe(3);

    [Fact]
    public async Task A_store_without_end_is_not_read_to_its_end()
    {
        var read = 0;

        (await WorkerReports.OfWorkersAsync(_ => Task.FromResult(Page("basic", $"{++read}")))).ShouldBeEmpty();

        read.ShouldBe(20);
    }

    private static (IReadOnlyList<TaskSummary> Tasks, string? Cursor) Page(string kind, string? next) =>
        ([.. Enumerable.Range(0, 3).Select(i => new TaskSummary { TaskId = i.ToString(CultureInfo.InvariantCulture), Client = "c", Kind = kind, Operation = "o", State = TaskStates.DeadLettered })], next);
}
