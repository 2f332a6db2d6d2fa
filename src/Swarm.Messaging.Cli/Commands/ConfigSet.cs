using System.CommandLine;
using System.Text.Json;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Contracts.Configuration;

namespace Swarm.Messaging.Cli.Commands;

internal static class ConfigSet
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var settings = new Argument<string[]>("NAME=VALUE") { Description = "Settings of one section and their values", Arity = ArgumentArity.OneOrMore };
        settings.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=') < 1 || SettingName.Split(t.Value.Split('=', 2)[0]).Field is null))
                result.AddError($"'{token.Value}' must be SECTION:NAME=VALUE, e.g. Tasks:Retention=12h.");
            if (result.Tokens.Select(t => SettingName.Split(t.Value).Section.ToUpperInvariant()).Distinct().Count() > 1)
                result.AddError("A change is taken or refused as a whole, and it is one section's: give each section a command of its own.");
        });
        var command = new Verb(
            "set",
            "Changes settings for all hosts at once; they stay after a restart",
            """
            swarm config set Coordinator:TaskTimeout=10m
            swarm config set Placement:Lease=30s Placement:Heartbeat=10s
            swarm config set Distribution:Operations:tag_add:Urgency=3
            swarm config set 'Retry:Runner={"preset":"runner","maxAttempts":3,"baseDelay":"00:00:02","factor":2,"maxDelay":"00:00:16"}'
            """) { settings };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var given = verb.Parse.GetValue(settings)!.Select(s => s.Split('=', 2)).Select(s => (Name: SettingName.Split(s[0]), Value: s[1])).ToList();
            var values = new Dictionary<string, JsonElement>();
            foreach (var (name, value) in given)
                values[name.Field!] = Json(value);
            var done = await verb.Api.PostAsync(Paths.ConfigSection(given[0].Name.Section), new { values }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ConfigurationUpdated>(done, d => SettingsView.Write(console, d));
            return ExitCodes.Ok;
        });
        return command;
    }

    // Numbers stay texts, too: the host refuses 30 for a time, which somebody may mean as seconds, minutes or days, and says what to write.
    private static JsonElement Json(string value)
    {
        try
        {
            if (value.TrimStart() is ['{' or '[', ..])
                return JsonElement.Parse(value);
        }
        catch (JsonException)
        {
            // As a text it is refused with the form that it must have.
        }

        return JsonSerializer.SerializeToElement(value);
    }
}
