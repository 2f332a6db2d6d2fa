using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Contracts.Tasks;

namespace Swarm.Messaging.Cli.Views;

/// <summary>Tasks in a list, one a line.</summary>
internal static class TaskTable
{
    public static void Write(CliConsole console, IReadOnlyList<TaskSummary> tasks)
    {
        var table = Tables.Create("Task", "State", "What", "Client", "#Rank", "#Attempt", "Submitted", "Reason");
        foreach (var task in tasks)
        {
            table.Add(
                task.TaskId, task.State, $"{task.Kind}/{task.Operation}", task.Client, $"{task.Rank}",
                $"{task.Attempt}/{task.MaxAttempts}", Shown.Time(task.SubmittedAt), task.Reason);
        }

        console.Answers.Write(table);
    }
}
