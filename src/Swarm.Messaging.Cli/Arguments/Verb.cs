using System.CommandLine;

namespace Swarm.Messaging.Cli.Arguments;

/// <summary>A command with examples, which its help shows under the options.</summary>
internal sealed class Verb(string name, string description, string examples) : Command(name, description)
{
    public string Examples => examples;
}
