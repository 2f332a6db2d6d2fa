using System.Text.Json;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;
using Swarm.Messaging.Control;
using Swarm.Messaging.Coordination;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Cli.Http;

/// <summary>Settings at run time, and the end of all hosts. The host signs what an operator wants, and everybody on the channel sees it.</summary>
internal static class ConfigurationRoutes
{
    private const string Changing = nameof(UpdateConfiguration);
    private const string ShuttingDown = "EmergencyShutdown";
    private const int LongestReason = 500;

    public static void MapConfiguration(this RouteGroupBuilder api)
    {
        api.MapGet("/config", (ConfigurationReader reader) => Answers.Of(reader.Look()));
        api.MapGet("/config/{section}", (string section, ConfigurationReader reader) =>
        {
            var found = new List<Violation>();
            return reader.Find(section, found) is { } known ? Answers.Of(reader.Look(known)) : Answers.Broken("GetConfiguration", found);
        });
        api.MapPost("/config/{section}", ChangeAsync);
        api.MapPost("/shutdown", ShutDownAsync);
    }

    private static async Task<IResult> ChangeAsync(string section, HttpContext http, ConfigurationControl control, OperatorLog operators)
    {
        var found = new List<Violation>();
        if (await FieldsAsync(http, found) is not { } fields)
            return Answers.Broken(Changing, found);
        var values = fields.Any("values");
        found.AddRange(fields.Unknown().Select(u => new Violation("body", PayloadRules.Show(fields.Json), u)));
        if (values is not { ValueKind: JsonValueKind.Object })
            found.Add(new("values", values is { } other ? PayloadRules.Show(other) : null, "An object of settings by name, null to take one back."));
        if (found.Count > 0)
            return Answers.Broken(Changing, found);
        var answer = await control.ChangeAsync(
            section, Map(values!.Value), OperatorLog.Who(http), http.RequestAborted);
        if (answer is ConfigurationUpdated updated)
        {
            foreach (var change in updated.Changes)
                operators.Acted(http, "configure", $"{updated.Section}:{change.Field}", change.Before.GetRawText(), change.After.GetRawText());
        }

        return Answers.Of(answer);
    }

    private static async Task<IResult> ShutDownAsync(HttpContext http, ControlMessages control, IChannels channels, OperatorLog operators)
    {
        var found = new List<Violation>();
        if (await FieldsAsync(http, found) is not { } fields)
            return Answers.Broken(ShuttingDown, found);
        var reason = fields.Text("reason");
        found.AddRange(fields.Unknown().Select(u => new Violation("body", PayloadRules.Show(fields.Json), u)));
        if (reason is null or { Length: 0 or > LongestReason })
            found.Add(new("reason", reason is null ? null : PayloadRules.Cut(reason), $"Why, in 1 to {LongestReason} characters: it stands in the log of every host."));
        if (found.Count > 0)
            return Answers.Broken(ShuttingDown, found);
        if (!control.CanSign)
            return Answers.Rejected(ShuttingDown, "no_key", ControlMessages.NoKey);
        await channels.PublishAsync(
            CoordinationNames.Channel, control.Sign(new { type = "emergency_shutdown", reason, by = OperatorLog.Who(http) }), http.RequestAborted);
        operators.Acted(http, "shutdown", "all hosts", "running", "stopping");
        return Answers.Of(new ShutdownTold("All hosts of the installation were told to stop: they take nothing more and let running work end. What waits is kept."));
    }

    private static async Task<JsonFields?> FieldsAsync(HttpContext http, List<Violation> found)
    {
        var body = await RequestBody.ReadAsync(http.Request, http.RequestAborted);
        var parsed = ParsedBody.Of(body.IsEmpty ? "{}"u8.ToArray() : body);
        if (parsed.Malformed is not { } why)
            return new JsonFields(parsed.Message, "", found);
        found.Add(new("body", $"{body.Length} bytes", why, body.Length > ParsedBody.MaxBytes ? "too_large" : "malformed"));
        return null;
    }

    // A name twice: the last one counts, as everywhere in JSON.
    private static Dictionary<string, JsonElement> Map(JsonElement values)
    {
        var map = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var value in values.EnumerateObject())
            map[value.Name] = value.Value;
        return map;
    }
}

internal sealed record ShutdownTold(string Message);
