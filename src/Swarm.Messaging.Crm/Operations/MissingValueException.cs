namespace Swarm.Messaging.Crm.Operations;

/// <summary>A template asks for a value that the task does not have.</summary>
internal sealed class MissingValueException(string path) : UnfitValueException($"There is no value for {{{{{path}}}}}.")
{
    public string Path => path;
}
