using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Configuration;
using Swarm.Messaging.Contracts.Configuration;

namespace Swarm.Messaging.Cli.Commands;

internal static class ConfigReset
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var name = new Argument<string>("NAME") { Description = "A section or a setting: Tasks, Tasks:Retention" };
        var command = new Verb(
            "reset",
            "Takes back what was set at run time: the value is again what the host was started with, or the default",
            """
            swarm config reset Tasks:Retention
            swarm config reset Tasks                 all settings of the section
            """) { name };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var (section, field) = SettingName.Split(verb.Parse.GetValue(name)!);
            var path = Paths.ConfigSection(section);
            var view = HostVerb.Read<ConfigurationSectionView>(await verb.Api.GetAsync(path, verb.Cancellation).ConfigureAwait(false));
            var fields = (field is null ? view.Fields : [SettingName.Find(view, field)]).Where(f => f.AtRunTime).Select(f => f.Field).ToList();
            if (fields.Count == 0)
                throw new CliException(ExitCodes.Rejected, $"{field ?? "All"} of {view.Section} is told to each host at its start, and is not changed at run time: there is nothing to take back.");
            var done = await verb.Api.PostAsync(
                path, new { values = fields.ToDictionary(f => f, _ => (string?)null) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ConfigurationUpdated>(done, d => SettingsView.Write(console, d));
            return ExitCodes.Ok;
        });
        return command;
    }
}
