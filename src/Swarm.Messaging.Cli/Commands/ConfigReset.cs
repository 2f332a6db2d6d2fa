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
        var names = new Argument<string[]>("NAME") { Description = "A section, or settings of one: Tasks, Tasks:Retention", Arity = ArgumentArity.OneOrMore };
        names.Validators.Add(result =>
        {
            if (result.Tokens.Select(t => SettingName.Split(t.Value).Section.ToUpperInvariant()).Distinct().Count() > 1)
                result.AddError("A change is taken or refused as a whole, and it is one section's: give each section a command of its own.");
        });
        var command = new Verb(
            "reset",
            "Takes back what was set at run time: the value is again what the host was started with, or the default",
            """
            swarm config reset Tasks:Retention
            swarm config reset Memory:WarningMb Memory:CriticalMb      both at once, where neither goes with the other's value
            swarm config reset Tasks                                   all settings of the section
            """) { names };
        HostVerb.Bind(command, host, console, async verb =>
        {
            var given = verb.Parse.GetValue(names)!.Select(SettingName.Split).ToList();
            var path = Paths.ConfigSection(given[0].Section);
            var view = HostVerb.Read<ConfigurationSectionView>(await verb.Api.GetAsync(path, verb.Cancellation).ConfigureAwait(false));
            var asked = given.SelectMany(g => g.Field is null ? view.Fields : [SettingName.Find(view, g.Field)]).ToList();
            var fields = asked.Where(f => f.AtRunTime).Select(f => f.Field).Distinct().ToList();
            if (fields.Count == 0 || given.Any(g => g.Field is not null && !SettingName.Find(view, g.Field).AtRunTime))
            {
                var fixedOnes = given.Any(g => g.Field is null) ? $"All of {view.Section}" : string.Join(", ", asked.Where(f => !f.AtRunTime).Select(f => f.Setting));
                throw new CliException(ExitCodes.Rejected, $"{fixedOnes} is told to each host at its start, and is not changed at run time: there is nothing to take back.");
            }

            var done = await verb.Api.PostAsync(
                path, new { values = fields.ToDictionary(f => f, _ => (string?)null) }, verb.Cancellation).ConfigureAwait(false);
            verb.Answer<ConfigurationUpdated>(done, d => SettingsView.Write(console, d));
            return ExitCodes.Ok;
        });
        return command;
    }
}
