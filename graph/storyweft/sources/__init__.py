"""A path → raw documents, wherever they lie: folders, archives, tables; never silence."""
