using System.Text.Json;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Schedules;

/// <summary>The command out of JSON. An unknown field is refused: a schedule that is misread is found out at its time, by nobody.</summary>
internal static class ScheduleReader
{
    public static ManageSchedules Read(JsonElement json, List<Violation> found)
    {
        var fields = new JsonFields(json, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var definition = fields.Object("definition");
        var command = new ManageSchedules
        {
            Action = fields.Text("action"), ScheduleId = fields.Text("scheduleId"), Definition = definition is null ? null : Definition(definition),
        };
        fields.RefuseUnknown(nameof(ManageSchedules));
        definition?.RefuseUnknown("A definition");
        return command;
    }

    private static ScheduleDefinition Definition(JsonFields fields) => new()
    {
        Cron = fields.Text("cron"),
        TimeZone = fields.Text("timeZone"),
        Misfire = fields.Text("misfire"),
        Task = fields.Object("task")?.Json,
        Workflow = fields.Object("workflow")?.Json,
    };
}
