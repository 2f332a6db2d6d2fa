using System.Text.Json;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Tests.Bugs;

/// <summary>A schemaVersion of the future was read and forgotten: the command was done as if it meant what today's does.</summary>
public sealed class ACommandOfALaterVersionWasTakenForOneOfTodayTests
{
    private static readonly Dictionary<string, Action<JsonElement, List<Violation>>> Readers = new()
    {
        ["SubmitTask"] = (json, found) => CommandReader.SubmitTask(json, "", found),
        ["CancelTask"] = (json, found) => CommandReader.CancelTask(json, found),
        ["ReplayTask"] = (json, found) => CommandReader.ReplayTask(json, found),
        ["GetTask"] = (json, found) => CommandReader.GetTask(json, found),
        ["GetStatus"] = (json, found) => CommandReader.GetStatus(json, found),
    };

    public static TheoryData<string> Commands { get; } = [.. Readers.Keys];

    [Theory]
    [MemberData(nameof(Commands))]
    public void It_is_refused_by_name_whatever_the_command(string command)
    {
        var found = Read(command, """{"schemaVersion":7}""").ShouldHaveSingleItem();

        (found.Field, found.Value, found.Code).ShouldBe(("schemaVersion", "7", "newer_schema"));
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Todays_and_none_are_taken(string command)
    {
        Read(command, """{"schemaVersion":1}""").ShouldBeEmpty();
        Read(command, "{}").ShouldBeEmpty();
    }

    private static List<Violation> Read(string command, string json)
    {
        var found = new List<Violation>();
        Readers[command](JsonElement.Parse(json), found);
        return found;
    }
}
