using System.CommandLine;
using Swarm.Messaging.Cli.Host;

namespace Swarm.Messaging.Cli.Commands;

/// <summary>The settings of a host that a command starts: by <c>--set</c>, and by what <see cref="SettingsReader"/> joins with that.</summary>
internal sealed class CommandSettings
{
    private readonly Option<string[]> set;

    private CommandSettings(string description)
    {
        set = new Option<string[]>("--set") { Description = description, HelpName = "NAME=VALUE" };
        set.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(t => t.Value.IndexOf('=') < 1))
                result.AddError($"--set is '{token.Value}'; it must be NAME=VALUE, e.g. Tasks:Retention=12h.");
        });
    }

    public static CommandSettings AddTo(Command command, string description)
    {
        var settings = new CommandSettings(description);
        command.Add(settings.set);
        return settings;
    }

    public IReadOnlyList<KeyValuePair<string, string?>> Given(ParseResult parse) =>
        [.. (parse.GetValue(set) ?? []).Select(s => s.Split('=', 2)).Select(s => KeyValuePair.Create(s[0], (string?)s[1]))];

    public static HostSettings Read(IEnumerable<KeyValuePair<string, string?>> options)
    {
        try
        {
            return SettingsReader.Read(options);
        }
        catch (SettingsException e)
        {
            throw new CliException(ExitCodes.Usage, e.Message, e);
        }
    }
}
