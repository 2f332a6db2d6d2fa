using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Configuration;

namespace Swarm.Messaging.Cli.Commands;

internal static class ConfigGet
{
    public static Command Create(ApiOptions host, CliConsole console)
    {
        var name = new Argument<string>("NAME") { Description = "A section or a setting: Tasks, Tasks:Retention" };
        var command = new Verb("get", "Shows a section or a single setting", "swarm config get Tasks:Retention") { name };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var (section, field) = SettingName.Split(verb.Parse.GetValue(name)!);
            var document = await verb.Api.GetAsync(Paths.ConfigSection(section), verb.Cancellation).ConfigureAwait(false);
            var view = HostVerb.Read<ConfigurationSectionView>(document);
            if (field is null)
            {
                verb.Answer(document, _ => SettingsView.Write(console, view.Fields));
                return ExitCodes.Ok;
            }

            var found = SettingName.Find(view, field);
            if (verb.Json)
                console.Json(found);
            else
                SettingsView.Write(console, [found]);
            return ExitCodes.Ok;
        });
        return command;
    }
}
