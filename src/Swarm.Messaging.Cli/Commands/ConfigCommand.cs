using System.CommandLine;
using Swarm.Messaging.Cli.Arguments;
using Swarm.Messaging.Cli.Terminal;
using Swarm.Messaging.Cli.Views;
using Swarm.Messaging.Configuration;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>Settings that can be changed while hosts run. Without a verb of its own it lists.</summary>
internal static class ConfigCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Verb(
            "config",
            "Settings, and which of them can be changed for all hosts while they run: list, get, set, reset",
            """
            swarm config                                            all of them, with value, default, where the value comes from and when it can be changed
            swarm config get Tasks:Retention
            swarm config set Tasks:Retention=12h Tasks:ErrorRateAlert=0.2
            swarm config reset Tasks:Retention                      as the host was started, or the default
            """);
        var host = ApiOptions.AddTo(command);
        HostVerb.Bind(command, host, console, verb => ListAsync(verb, console));
        var list = new Verb("list", "Shows all of them with value, default and where the value comes from", "swarm config list");
        HostVerb.Bind(list, host, console, verb => ListAsync(verb, console));
        command.Add(list);
        command.Add(ConfigGet.Create(host, console));
        command.Add(ConfigSet.Create(host, console));
        command.Add(ConfigReset.Create(host, console));
        return command;
    }

    private static async Task<int> ListAsync(HostVerb verb, CliConsole console)
    {
        var document = await verb.Api.GetAsync(Paths.Config, verb.Cancellation).ConfigureAwait(false);
        verb.Answer<ConfigurationView>(document, view => SettingsView.Write(console, view.Sections.SelectMany(s => s.Fields)));
        return ExitCodes.Ok;
    }
}
