using System.CommandLine;
using Swarm.Messaging.Cli.Api;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>The options of every verb that talks to a host.</summary>
internal sealed class ApiOptions
{
    private readonly Option<string?> host = new("--host")
    {
        Description = "Address of the host, e.g. http://127.0.0.1:8080 [default: $SWARM_HOST, else the one that runs on --data]",
        HelpName = "URL",
        Recursive = true,
    };

    private readonly Option<string?> token = new("--token")
    {
        Description = "Its access token [default: $SWARM_TOKEN, else that of the data folder]",
        HelpName = "TOKEN",
        Recursive = true,
    };

    private readonly Option<string?> data = new("--data")
    {
        Description = "Data folder of an embedded host on this machine [default: $SWARM_DATA, else ./data]",
        HelpName = "FOLDER",
        Recursive = true,
    };

    private readonly Option<bool> json = new("--json")
    {
        Description = "Print the answer as JSON on stdout, remarks on stderr",
        Recursive = true,
    };

    public static ApiOptions AddTo(Command command)
    {
        var options = new ApiOptions();
        command.Add(options.host);
        command.Add(options.token);
        command.Add(options.data);
        command.Add(options.json);
        return options;
    }

    public HostChoice Choice(ParseResult parse) => new(
        parse.GetValue(host), parse.GetValue(token), parse.GetValue(data),
        Environment.GetEnvironmentVariable(HostFinder.DataVariable) is { Length: > 0 } usual ? usual : null);

    public bool Json(ParseResult parse) => parse.GetValue(json);
}
