using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>The library's help, then the verb's examples; for the root, a first way in and the exit codes.</summary>
internal sealed class VerbHelp(HelpAction help) : SynchronousCommandLineAction
{
    private const string FirstSteps = """
        First steps:
          swarm run samples                            analyse source files, no services needed
          swarm up                                     a host with its data in ./data; the other verbs talk to it
          swarm submit --kind basic --operation echo --payload '{"hello":"world"}' --wait

        'swarm VERB --help' shows the options and examples of a verb.

        """;

    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        var code = help.Invoke(parseResult);
        var output = parseResult.InvocationConfiguration.Output;
        switch (parseResult.CommandResult.Command)
        {
            case RootCommand:
                output.WriteLine(FirstSteps);
                output.WriteLine(ExitCodes.Text);
                break;
            case Verb verb:
                output.WriteLine("Examples:");
                foreach (var line in verb.Examples.Split('\n'))
                    output.WriteLine($"  {line}");
                break;
        }

        return code;
    }
}
