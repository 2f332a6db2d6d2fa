using DevLab.JmesPath.Functions;

namespace Swarm.Messaging.Expressions;

/// <summary>A function of numbers that the library reckons in 32 bits or in doubles.</summary>
internal abstract class NumberFunction(string name) : JmesPathFunction(name, 1)
{
    protected Exception Wrong(string expects) => new InvalidOperationException($"Error: invalid-type, function {Name} expects {expects}.");
}
